import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  categoricalCrossEntropy,
  dense,
  l1,
  network,
  regularizer,
  REGULARIZERS,
  relu,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { checkGradients } from "../../../src/verify/numeric/check_gradients.ts";
import { drawCase } from "../../../src/verify/numeric/draw_case.ts";
import { seeds } from "../../support/arbitraries.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });

Deno.test("regularized gradients agree with finite differences, and fail where a slope is wrong", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const make of Object.values(REGULARIZERS)) {
        const right = make(0.125), loss = sumOfSquaredErrors;
        const { network, batch } = drawCase({
          inputs: 3,
          layers: [dense(3, relu), dense(2, softmax)],
          ...{ loss, examples: 2, regularizer: right, seed },
        });
        const check = checkGradients(network, batch, loss, { regularizer: right, seed });
        assert(check.passed, `${right.name}: ${JSON.stringify(check)}`);
        const wrong = regularizer({ ...right, slope: right.value });
        assert(!checkGradients(network, batch, loss, { regularizer: wrong }).passed);
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("verifyGradients() proves the built-in regularizers, and a network with one", () => {
  const regularizers = Object.values(REGULARIZERS).map((make) => make(0.3));
  const { verdicts } = verifyGradients({
    network: net,
    losses: [categoricalCrossEntropy],
    regularizers,
  });
  const subjects = verdicts.filter(({ subject }) => /l[12]\(/.test(subject));
  assertEquals(subjects.map(({ verdict }) => verdict), subjects.map(() => "proved"));
  assertEquals(subjects.at(-1)!.subject, "2-3 tanh-2 softmax, categoricalCrossEntropy, l2(0.3)");
});

Deno.test("a regularizer that jumps is refuted, and an undeclared kink undecided, by name", () => {
  const verdictsOf = (of: ReturnType<typeof regularizer>) =>
    verifyGradients({ activations: [], losses: [], regularizers: [of] }).verdicts;
  const [unlisted] = verdictsOf(regularizer({ ...l1(1), kinks: [] }))
    .filter(({ verdict }) => verdict !== "proved");
  assertEquals(unlisted!.verdict, "undecided");
  assert(unlisted!.reason!.endsWith("kinks: [0]"), unlisted!.reason);
  const jump = regularizer({ name: "jump", value: (m, w) => m.choose(w, m.one, m.zero) });
  assert(verdictsOf(jump).some(({ verdict }) => verdict === "refuted"));
});
