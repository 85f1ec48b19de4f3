import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type Arithmetic,
  categoricalCrossEntropy,
  dense,
  elementwise,
  type ElementwiseActivation,
  KINDS,
  type LayerKind,
  logSoftmax,
  type Loss,
  loss,
  meanSquaredError,
  network,
  rowwise,
  type RowwiseActivation,
  softmax,
  softmaxCrossEntropy,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { kindPlans } from "../../../src/verify/claims/kind_plans.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { walkRegions } from "../../../src/verify/prover/regions.ts";
import { prove } from "../../../src/verify/prover/prove.ts";
import { randomKey } from "../../../src/core/random/random.ts";

const losses = [sumOfSquaredErrors];

/** The verdicts on one activation, by subject. */
function verdictsOf(activation: ElementwiseActivation) {
  const { verdicts } = verifyGradients({ activations: [activation], losses, seed: 0 });
  return verdicts.filter(({ subject }) => subject.includes(activation.name));
}

/** The built-in table, proved once for all tests of it, at a seed of its own in each run. */
const builtIn = verifyGradients();

Deno.test("verifyGradients() proves the built-in table, each verdict wrong once in 2^80 at most", () => {
  const { verdicts, proved, refuted, undecided, seed } = builtIn, text = `seed ${seed}`;
  assertEquals([proved, refuted, undecided], [verdicts.length, 0, 0], text);
  assert(verdicts.every(({ falsePass }) => falsePass <= 2 ** -80), text);
  assert(verdicts.every(({ precondition }) => precondition === undefined), text);
  const networks = verdicts.filter(({ subject }) => subject.includes("batch of"));
  const kinds = (Object.values(KINDS) as LayerKind[]).flatMap(kindPlans);
  assertEquals(networks.length, 5 * 5 * 2 + 20 * 20 + 2 + kinds.length);
  assert(Object.values(KINDS).every(({ samples }) => samples.length > 0));
});

Deno.test("verifyGradients() proves each cell of the built-in table on all regions", () => {
  const { verdicts, provedInPart, seed } = builtIn;
  for (const { verdict, regions, subject } of verdicts) {
    assertEquals([verdict, regions.covered], ["proved", regions.total], `${subject}, seed ${seed}`);
  }
  assertEquals(provedInPart, 0, `seed ${seed}`);
});

Deno.test("verifyGradients() gives no formulas where all is proved", () => {
  const { verdicts, seed } = builtIn;
  assert(verdicts.every(({ formulas }) => formulas === undefined), `seed ${seed}`);
});

Deno.test("verifyGradients() gives the same verdicts for the same seed, and for another", () => {
  const told = (seed: number) =>
    verifyGradients({ activations: [tanh], losses, seed }).verdicts.map((
      { subject, verdict },
    ) => [subject, verdict]);
  assertEquals(told(1), told(1));
  assertEquals(told(1), told(2));
});

Deno.test("verifyGradients() proves a right activation with decimal constants: 0.1 z³ with slope 0.3 z²", () => {
  const cubic = elementwise({
    name: "cubic",
    value: (m, z) => m.mul(m.constant(0.1), m.mul(z, m.mul(z, z))),
    slope: (m, { z }) => m.mul(m.constant(0.3), m.mul(z, z)),
  });
  assert(verdictsOf(cubic).every(({ verdict }) => verdict === "proved"));
});

Deno.test("verifyGradients() refutes tanh′ evaluated on the output, with a counterexample", () => {
  const wrong = elementwise({
    ...tanh,
    name: "wrong",
    equivalents: [],
    slope: (m, { a }) => m.sub(m.one, m.mul(m.tanh(a), m.tanh(a))),
  });
  for (const { verdict, counterexample, falsePass } of verdictsOf(wrong)) {
    assertEquals([verdict, falsePass], ["refuted", 1]);
    assert(Math.abs(counterexample!.got - counterexample!.expected) > 1e-6);
  }
});

Deno.test("verifyGradients() refutes a slope that is off in the sixth digit", () => {
  const off = elementwise({
    ...tanh,
    name: "off",
    equivalents: [],
    slope: (m, { a }) => m.sub(m.constant(1.000001), m.mul(a, a)),
  });
  assert(verdictsOf(off).every(({ verdict }) => verdict === "refuted"));
});

Deno.test("verifyGradients() names the factor of a lost 2/n: 3/2 for three outputs", () => {
  const meanSquaredError = loss({
    name: "meanSquaredError",
    value: (m, { a, y }) =>
      m.div(
        a.map((aj, j) => m.sub(aj, y[j]!)).map((e) => m.mul(e, e)).reduce((s, e) => m.add(s, e)),
        m.constant(a.length),
      ),
    gradient: (m, { a, y }) => a.map((aj, j) => m.sub(aj, y[j]!)),
  });
  const { verdicts } = verifyGradients({ activations: [tanh], losses: [meanSquaredError] });
  const wrong = verdicts.filter(({ verdict }) => verdict === "refuted");
  assertEquals(wrong.map(({ factor }) => factor), ["3/2", "3/2"]);
  assertStringIncludes(wrong[1]!.counterexample!.where, "layer 1, weights[");
});

Deno.test("verifyGradients() refutes a jump of the value, and asks for the kinks where the slope jumps", () => {
  const step = elementwise({ name: "step", value: (m, z) => m.choose(z, m.add(z, m.one), z) });
  const jump = verdictsOf(step).find(({ subject }) => subject.includes("both sides"))!;
  assertEquals(jump.verdict, "refuted");
  assertStringIncludes(jump.counterexample!.where, "value above z = 0");

  const leaky = { name: "leaky", value: elementwise({ ...tanh }).value };
  const bent = {
    ...leaky,
    value: <T>(m: Parameters<typeof tanh.value<T>>[0], z: T) =>
      m.choose(m.sub(z, m.constant(0.3)), z, m.add(m.constant(0.297), m.mul(m.constant(0.01), z))),
  };
  const undeclared = verdictsOf(elementwise(bent));
  const [kink] = undeclared.filter(({ verdict }) => verdict !== "proved");
  assertEquals(kink!.verdict, "undecided");
  assertStringIncludes(kink!.reason!, "jumps from 0.01 to 1 at z = 0.3");
  assertStringIncludes(kink!.reason!, "kinks: [0.3]");
  const declared = verdictsOf(elementwise({ ...bent, kinks: [0.3] }));
  assert(declared.every(({ verdict }) => verdict === "proved"));
});

Deno.test("verifyGradients() leaves undecided what needs a relation that the prover misses", () => {
  // The exponential of a sum of four is not related to those of the four.
  const powersOf = <T>(m: Arithmetic<T>, z: T): T[] => {
    const square = m.mul(z, z);
    return [z, square, m.mul(square, z), m.mul(square, square)];
  };
  const four = elementwise({
    name: "four",
    value: (m, z) => powersOf(m, z).map((x) => m.exp(x)).reduce((x, y) => m.mul(x, y)),
    slope: (m, { z }) => {
      const slopes = [m.one, ...powersOf(m, z)].slice(0, 4)
        .map((x, n) => m.mul(m.constant(n + 1), x));
      const whole = m.exp(powersOf(m, z).reduce((x, y) => m.add(x, y)));
      return m.mul(slopes.reduce((x, y) => m.add(x, y)), whole);
    },
  });
  const verdicts = verdictsOf(four);
  assert(
    verdicts.every(({ verdict }) => verdict === "undecided"),
    verdicts.map(({ verdict }) => verdict).join(),
  );
  assertStringIncludes(verdicts[0]!.reason!, "a relation of exp, log or tanh is missing");
});

Deno.test("verifyGradients() proves networks whose batches take too many roots or degrees by their parts", () => {
  const root = <T>(m: Arithmetic<T>, z: T) => m.sqrt(m.add(m.mul(z, z), m.constant(4)));
  const squareplus = (name: string, sign: number) =>
    elementwise({
      name,
      value: (m, z) => m.div(m.add(z, root(m, z)), m.constant(2)),
      slope: (m, { z }) => {
        const s = root(m, z);
        return m.div(m.constant(2), m.mul(s, m.sub(s, m.mul(m.constant(sign), z))));
      },
    });
  const mish = elementwise({
    name: "mish",
    value: (m, z) => m.mul(z, m.tanh(m.log1p(m.exp(z)))),
  });
  for (const activation of [squareplus("squareplus", 1), mish]) {
    const subject = `2-2 ${activation.name}-3 ${activation.name}, sumOfSquaredErrors, batch of 3`;
    const verdicts = verdictsOf(activation);
    assertEquals(verdicts.map(({ verdict }) => verdict), ["proved", "proved"]);
    assertEquals(verdicts[1]!.subject, subject);
  }
  const wrong = verdictsOf(squareplus("wrong", -1));
  assertEquals(wrong.map(({ verdict }) => verdict), ["refuted", "refuted"]);
});

Deno.test("verifyGradients() infers that (32), a − y, is right in part, where rows sum to 1", () => {
  const printed = loss({
    ...categoricalCrossEntropy,
    pairs: [{
      ...softmaxCrossEntropy,
      error: (m, { a }, y) => a.map((aj, j) => m.sub(aj, y[j]!)),
    }],
  });
  const { verdicts } = verifyGradients({ activations: [softmax], losses: [printed] });
  const conditional = verdicts.filter(({ precondition }) => precondition !== undefined);
  assertEquals(conditional.map(({ verdict, precondition }) => [verdict, precondition]), [
    ["proved in part", "rows sum to 1"],
    ["proved in part", "rows sum to 1"],
  ]);
});

Deno.test("verifyGradients() proves one network in its own shape, the paper's for MNIST", () => {
  const paper = network({
    inputs: 784,
    layers: [dense(32, tanh), dense(16, tanh), dense(10, softmax)],
  });
  const { verdicts, proved } = verifyGradients({
    network: paper,
    losses: [categoricalCrossEntropy],
  });
  assertEquals(proved, verdicts.length);
  assertEquals(verdicts.at(-1)!.subject, "784-32 tanh-16 tanh-10 softmax, categoricalCrossEntropy");
});

Deno.test("verifyGradients() proves and refutes pullbacks of whole rows", () => {
  const share = rowwise({
    name: "share",
    value: (m, z) => z.map((x) => m.div(x, z.reduce((sum, y) => m.add(sum, y)))),
  });
  const wrong = rowwise({
    name: "wrong",
    value: share.value,
    pullback: (_, __, error) => [...error],
  });
  const first = (activation: typeof share) =>
    verifyGradients({ activations: [activation], losses }).verdicts[0]!;
  assertEquals([first(share).verdict, first(wrong).verdict], ["proved", "refuted"]);
});

Deno.test("verifyGradients() refutes what is right for rows of three alone", () => {
  const gradient: Loss["gradient"] = (m, { a, y }) => {
    return a.map((aj, j) => m.mul(m.div(m.constant(2), m.constant(3)), m.sub(aj, y[j]!)));
  };
  const twoThirds = loss({ name: "twoThirds", value: meanSquaredError.value, gradient });
  const firstThree = rowwise({
    name: "firstThree",
    value: softmax.value,
    pullback: (m, at, error) =>
      (softmax as RowwiseActivation).pullback(m, at, error)
        .map((entry, j) => j < 3 ? entry : m.zero),
  });
  const { verdicts } = verifyGradients({ activations: [firstThree], losses: [twoThirds] });
  const [pullback] = verdicts;
  assertEquals([pullback!.verdict, pullback!.counterexample!.got], ["refuted", 0]);
  const wrong = verdicts.find(({ subject }) => subject.startsWith("twoThirds"))!;
  assertEquals([wrong.verdict, wrong.factor], ["refuted", "1/3"]); // a single output
});

Deno.test("verifyGradients() refutes a jump where a divisor vanishes, and no pole", () => {
  const step = elementwise({ name: "step", value: (m, z) => m.tanh(m.div(m.one, z)) });
  const [, there] = verifyGradients({ activations: [step], losses: [] }).verdicts;
  assertEquals([there!.verdict, there!.counterexample!.got], ["refuted", 1]);
  const pole = elementwise({ name: "pole", value: (m, z) => m.div(m.one, z) });
  const { proved, verdicts } = verifyGradients({ activations: [pole], losses: [] });
  assertEquals(proved, verdicts.length);
});

Deno.test("verifyGradients() refutes nothing right whose terms cancel in float64", () => {
  const one = <T>(m: Arithmetic<T>, z: T) => {
    return m.sqrt(m.add(m.mul(m.constant(1e12), m.mul(z, z)), m.one));
  };
  const conjugate = elementwise({
    name: "conjugate",
    value: (m, z) => m.sub(one(m, z), m.mul(m.constant(1e6), z)),
    slope: (m, { z, a }) => m.neg(m.div(m.mul(m.constant(1e6), a), one(m, z))),
  });
  const sech = elementwise({
    name: "sech",
    value: (m, z) => m.sqrt(m.sub(m.one, m.mul(m.tanh(z), m.tanh(z)))),
    slope: (m, { z }) => {
      const cosh = m.div(m.add(m.exp(z), m.exp(m.neg(z))), m.constant(2));
      return m.neg(m.div(m.tanh(z), cosh));
    },
  });
  const [first] = verifyGradients({ activations: [conjugate], losses: [] }).verdicts;
  assertEquals(first!.verdict, "proved");
  assertEquals(verdictsOf(sech).filter(({ verdict }) => verdict === "refuted"), []);
});

Deno.test("verifyGradients() refutes no right slope that differences across a kink would", () => {
  // Its constants are rounded: residues differ, and differences are taken, at these seeds across a kink.
  const hardTanh = elementwise({
    name: "hardTanh",
    kinks: [-1, 1],
    value: (m, z) => {
      const x = m.choose(m.add(z, m.one), z, m.neg(m.one));
      return m.mul(m.constant(0.1), m.mul(m.constant(3), m.choose(m.sub(x, m.one), m.one, x)));
    },
    slope: (m, { z }) => m.choose(m.sub(m.one, m.mul(z, z)), m.constant(0.1 * 3), m.zero),
  });
  for (const seed of [833, 1061, 2217]) {
    const { refuted, verdicts } = verifyGradients({ activations: [hardTanh], losses, seed });
    assertEquals([refuted, verdicts[0]!.verdict], [0, "proved"], `seed ${seed}`);
  }
});

Deno.test("verifyGradients() refutes no right slope of a function whose terms cancel", () => {
  const pseudoHuber = elementwise({
    name: "pseudoHuber",
    value: (m, z) => {
      const root = m.exp(m.mul(m.constant(0.5), m.log(m.add(m.mul(z, z), m.constant(1e4)))));
      return m.sub(root, m.constant(100));
    },
    slope: (m, { z, a }) => m.div(z, m.add(a, m.constant(100))),
  });
  assert(verdictsOf(pseudoHuber).every(({ verdict }) => verdict !== "refuted"));
});

Deno.test("verifyGradients() does not prove a slope that chooses by NaN, as choose() is NaN there", () => {
  const square = elementwise({
    name: "square",
    value: (m, z) => m.mul(z, z),
    slope: (m, { z }) => m.choose(m.log(z), m.mul(m.constant(2), z), m.mul(m.constant(2), z)),
  });
  const verdicts = verdictsOf(square);
  assert(verdicts[0]!.verdict !== "proved" && verdicts.at(-1)!.verdict !== "proved");
});

Deno.test("verifyGradients() refutes a gradient that is wrong for one-hot targets alone", () => {
  const blind = loss({
    name: "blind",
    value: sumOfSquaredErrors.value,
    gradient: (m, { a, y }) => a.map((aj, j) => m.xdivy(m.mul(y[j]!, m.sub(aj, y[j]!)), y[j]!)), // 0 where y is
  });
  const { verdicts } = verifyGradients({ activations: [tanh], losses: [blind] });
  // the gradient, the same at the value 0 of a target, and the network
  assertEquals(verdicts.filter(({ verdict }) => verdict === "refuted").length, 3);
});

Deno.test("verifyGradients() refutes a slope that is wrong at one point, where it chooses", () => {
  const pointed = elementwise({
    name: "pointed",
    value: (m, z) => m.mul(z, z),
    slope: (m, { z }) => {
      const right = m.mul(m.constant(2), z);
      const below = m.choose(m.sub(m.one, z), right, m.constant(999));
      return m.choose(m.sub(z, m.one), right, below);
    },
  });
  const relu999 = elementwise({
    name: "relu999",
    kinks: [0],
    value: (m, z) => m.choose(z, z, m.zero),
    slope: (m, { z }) => m.choose(z, m.one, m.choose(m.neg(z), m.zero, m.constant(999))),
  });
  for (const activation of [pointed, relu999]) {
    const refuted = verdictsOf(activation).filter(({ verdict }) => verdict === "refuted");
    assert(refuted.some(({ counterexample }) => counterexample!.where.includes("itself")));
  }
});

Deno.test("verifyGradients() answers where no network lies in the domain of a loss", () => {
  const far = loss({
    name: "far",
    domain: { text: "a > 2", positive: (m, a) => m.sub(a, m.constant(2)) },
    value: (m, { a, y }) =>
      a.map((aj, j) => m.mul(aj, y[j]!)).reduce((sum, term) => m.add(sum, term)),
    gradient: (m, { a }) => a.map(() => m.one),
  });
  const { verdicts } = verifyGradients({ activations: [logSoftmax], losses: [far], seed: 0 }); // below 0
  // The network is never in the domain, but its loss is wrong there.
  assertEquals(verdicts.slice(-2).map(({ verdict }) => verdict), ["refuted", "refuted"]);
});

Deno.test("a Verification prints as a table, and as JSON", () => {
  const verification = verifyGradients({ activations: [tanh], losses });
  const text = `${verification}`;
  assertEquals(text.split("\n").length, verification.verdicts.length + 1);
  assertStringIncludes(text, "proved     tanh: its slope is the derivative of its value");
  assertStringIncludes(text, "6 proved, 0 refuted, 0 undecided");
  const json = JSON.parse(JSON.stringify(verification));
  assertEquals([json.proved, json.verdicts.length], [6, 6]);
});

Deno.test("verifyGradients() refuses what is no activation and no loss", () => {
  assertThrows(() => verifyGradients({ activations: ["tanh" as never] }), TypeError, '"tanh"');
  assertThrows(() => verifyGradients({ losses: [{} as never] }), TypeError, "A loss such as");
  assertThrows(() => verifyGradients({ network: {} as never }), TypeError, "A network must have");
  assertThrows(() => verifyGradients({ kinds: [{} as never] }), TypeError, "A kind of layer such");
  assertThrows(() => verifyGradients({ activations: tanh as never }), TypeError, "be an array");
  const misspelt = { activation: [tanh] };
  assertThrows(() => verifyGradients(misspelt as never), TypeError, "did you mean activations?");
});

Deno.test("verifyGradients() refuses formulas that give no values of their arithmetic, or wrong rows", () => {
  const number = elementwise({ name: "two", value: () => 2 as never });
  const inside = elementwise({ name: "twice", value: (m, z) => m.mul(z, 2 as never) });
  for (const activation of [number, inside]) {
    const verify = () => verifyGradients({ activations: [activation] });
    assertThrows(verify, TypeError, "but found 2: write m.constant(2) for 2");
  }
  const { value } = sumOfSquaredErrors;
  const long = loss({ name: "long", value, gradient: (m, { a }) => [...a, m.one] });
  const short = loss({ name: "short", value, gradient: (_, { a }) => a.slice(1) });
  for (const [wrong, count] of [[long, 4], [short, 2]] as const) {
    const message = `A row must have 3 entries, but a formula gave ${count}`;
    assertThrows(() => verifyGradients({ losses: [wrong] }), TypeError, message);
  }
  const none = rowwise({ name: "none", value: () => 3 as never });
  const message = "The value of none must be a row";
  assertThrows(() => verifyGradients({ activations: [none] }), TypeError, message);
});

Deno.test("prove() is not fooled by a claim that holds on most regions", () => {
  // Wrong only where all three arguments are negative: one region of eight.
  const finding = prove({
    subject: "a corner",
    sides: (m) => {
      const z = [m.variable(), m.variable(), m.variable()];
      const inner = m.choose(z[2]!, m.zero, m.one);
      return {
        got: [m.choose(z[0]!, m.zero, m.choose(z[1]!, m.zero, inner))],
        expected: [m.zero],
      };
    },
  }, { seed: 0 });
  assertEquals([finding.verdict, finding.regions.covered], ["refuted", 8]);
});

Deno.test("walkRegions() walks all regions that are few, and samples more", () => {
  const seen = new Set<string>();
  const walk = (k: number, optional = false) => {
    seen.clear();
    return walkRegions(randomKey(1), (wanted) => {
      const signs = Array.from({ length: k }, (_, index) => wanted[index] ?? 1);
      seen.add(signs.join());
      return signs.map((sign) => ({ sign, isFree: true }));
    }, { most: 64, optional });
  };
  assertEquals([walk(6), seen.size], [{ covered: 64, total: 64 }, 64]);
  assertEquals(walk(10), { covered: 64 + 10 + 16, total: 1024 });
  for (let index = 0; index < 10; index++) {
    assertEquals(new Set([...seen].map((signs) => signs.split(",")[index])).size, 2);
  }
  assertEquals([walk(10, true), seen.size], [{ covered: 1, total: 1024 }, 1]);
});

Deno.test("verifyGradients() refutes what holds for rows that sum to 1, and not for one-hot ones", () => {
  const [pair] = categoricalCrossEntropy.pairs;
  const masked = loss({
    name: "masked",
    value: categoricalCrossEntropy.value,
    pairs: [{
      ...pair!,
      error: (m, { a }, y) => a.map((x, j) => m.mul(m.xdivy(y[j]!, y[j]!), m.sub(x, y[j]!))),
    }],
  });
  const { verdicts } = verifyGradients({ activations: [softmax], losses: [masked] });
  assertEquals(verdicts.at(-1)!.verdict, "refuted");
});

Deno.test("verifyGradients() refutes a gradient that is 0 / 0 where a target is 0", () => {
  const crossEntropy = (gradient: Loss["gradient"]) =>
    loss({
      name: "cross-entropy",
      value: (m, { a, y }) =>
        m.neg(a.map((x, j) => m.xlogy(y[j]!, x)).reduce((sum, x) => m.add(sum, x))),
      gradient,
    });
  const wrong = crossEntropy((m, { a, y }) =>
    a.map((x, j) => m.neg(m.div(m.mul(y[j]!, y[j]!), m.mul(y[j]!, x))))
  );
  const right = crossEntropy((m, { a, y }) => a.map((x, j) => m.neg(m.xdivy(y[j]!, x))));
  const verdictOf = (loss: Loss) =>
    verifyGradients({ activations: [tanh], losses: [loss] }).verdicts
      .find(({ subject }) => subject.includes("its gradient"))!.verdict;
  assertEquals([wrong, right].map(verdictOf), ["refuted", "proved"]);
});

Deno.test("verifyGradients() takes expm1(log1p(z)) for an argument of choose", () => {
  const f = elementwise({
    name: "f",
    value: (m, z) => m.choose(m.expm1(m.log1p(z)), m.mul(z, z), m.neg(m.mul(z, z))),
  });
  assertEquals(verdictsOf(f)[0]!.verdict, "proved");
});

Deno.test("verifyGradients() does not refute an equal formula that cancels in float64", () => {
  // The 8192nd root of eᶻ + 1, to that power, less eᶻ is 1; the prover knows roots up to the 4096th.
  const f = elementwise({
    name: "f",
    value: (m) => m.one,
    equivalents: [{
      equation: "power of a root",
      value: (m, z) => {
        let power = m.exp(m.div(m.log(m.add(m.exp(z), m.one)), m.constant(8192)));
        for (let n = 0; n < 13; n++) power = m.mul(power, power);
        return m.sub(power, m.exp(z));
      },
    }],
  });
  const { verdict } = verdictsOf(f).find(({ subject }) => subject.includes("power"))!;
  assertEquals(verdict, "undecided");
});
