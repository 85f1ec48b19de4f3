import type * as Backproof from "../../mod.ts";
import type { Dataset } from "../../data.ts";
import type { Network } from "../../engine.ts";
import type { FitOptions, FitResult } from "../../train.ts";

/** The library, however it was loaded: from its sources, or built. */
export type Library = typeof Backproof;

/** Something that every executor must do. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What is trained in a check. */
interface Case {
  readonly name: string;
  readonly network: Network;
  readonly data: Dataset;
  readonly options: Omit<FitOptions, "executor" | "workers">;
}

/**
 * What `fit`, `predict` and `evaluate` promise, whatever executes them and wherever they run.
 *
 * It imports nothing, so that it runs on the sources and on the built module, in Deno, in Node and in a
 * page.
 *
 * @param library The library.
 */
export function conformanceChecks(library: Library): Check[] {
  const cases = casesOf(library), executors = library.executorNames();
  const others = executors.filter((name) => name !== "reference");
  return [
    ...executors.flatMap((executor) => contractChecks(library, executor)),
    ...others.flatMap((executor) => [
      ...badInputChecks(library, executor),
      ...outputChecks(library, executor),
      ...cases.map((each) =>
        check(
          `${executor} trains ${each.name} as the reference does`,
          () => agree(library, executor, each),
        )
      ),
    ]),
    ...cases.map((each) =>
      check(
        `two workers train ${each.name} to the same bits as one`,
        () => sameBits(library, each),
      )
    ),
  ];
}

/** Runs checks one after the other; what went wrong, a line each. */
export async function failuresOf(checks: readonly Check[]): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch (error) {
      failures.push(`${name}: ${(error as Error)?.stack ?? error}`);
    }
  }
  return failures;
}

function check(name: string, run: () => Promise<void> | void): Check {
  return { name, run: async () => await run() };
}

function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

function mustEqual(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [actual, expected].map((value) => JSON.stringify(value));
  must(a === e, `${what}: ${a}, but should be ${e}`);
}

/** Data with targets of classes, or of numbers. */
function dataOf(
  { classification, randomKey, uniform }: Library,
  kind: "dense" | "sparse" | "bytes" | "sparse bytes",
  { examples, inputs, outputs }: {
    readonly examples: number;
    readonly inputs: number;
    readonly outputs: number;
  },
  seed = 1,
): Dataset {
  const drawn = uniform(randomKey(seed), examples * inputs, -1, 1);
  const kept = uniform(randomKey(seed + 1), drawn.length);
  const sparse = kind.startsWith("sparse");
  const entries = drawn.map((x, i) => sparse && kept[i]! < 0.8 ? 0 : x);
  const shape = { rows: examples, columns: inputs };
  const labels = Array.from(uniform(randomKey(seed + 2), examples, 0, outputs), Math.floor);
  return kind.endsWith("bytes")
    ? classification(
      { ...shape, data: Uint8Array.from(entries, (x) => Math.abs(x) * 255), scale: 1 / 255 },
      labels,
      outputs,
    )
    : classification({ ...shape, data: entries }, labels, outputs);
}

function casesOf(library: Library): Case[] {
  const { dense, network, sgd, optimizerFromRule, elementwise, rowwise, loss } = library;
  const { tanh, relu, sigmoid, linear, softmax, categoricalCrossEntropy, sumOfSquaredErrors } =
    library;
  const swish = elementwise({
    name: "conformance swish",
    value: (m, z) => m.div(z, m.add(m.one, m.exp(m.neg(z)))),
  });
  const centred = rowwise({
    name: "conformance centred",
    value: (m, z) => {
      const mean = m.div(z.reduce((x, y) => m.add(x, y)), m.constant(z.length));
      return z.map((zj) => m.tanh(m.sub(zj, mean)));
    },
  });
  const logCosh = loss({
    name: "conformance log cosh",
    value: (m, { a, y }) => {
      const each = a.map((aj, j) => {
        const off = m.sub(aj, y[j]!);
        return m.log(m.add(m.exp(off), m.exp(m.neg(off))));
      });
      return each.reduce((x, y) => m.add(x, y));
    },
  });
  const momentum = optimizerFromRule("conformance momentum", {
    slots: ["velocity"],
    shared: (step) => ({ rate: 0.1 / (1 + step / 100), kept: 0.9 }),
    move: (m, { parameter, derivative, slots, shared }) => {
      const velocity = m.add(m.mul(shared.kept!, slots.velocity!), derivative);
      return {
        parameter: m.sub(parameter, m.mul(shared.rate!, velocity)),
        slots: { velocity },
      };
    },
  });
  const reversed = rowwise({
    name: "conformance reversed",
    value: (_m, z) => z.toReversed(),
    pullback: (_m, _at, error) => error.toReversed(),
  });
  const delayed = optimizerFromRule("conformance delayed", {
    slots: ["last", "before"],
    shared: () => ({ rate: 0.1 }),
    move: (m, { parameter, derivative, slots, shared }) => ({
      parameter: m.sub(parameter, m.mul(shared.rate!, slots.before!)),
      slots: { last: derivative, before: slots.last! },
    }),
  });
  const options = {
    loss: categoricalCrossEntropy,
    optimizer: sgd({ learningRate: 0.2 }),
    epochs: 3,
    batchSize: 8,
    seed: 3,
  };
  const sizes = { examples: 61, inputs: 12, outputs: 3 };
  const of = (kind: Parameters<typeof dataOf>[1], more = {}) =>
    dataOf(library, kind, { ...sizes, ...more });
  const net = (inputs: number, ...layers: Parameters<typeof network>[0]["layers"]) =>
    network({ inputs, layers, seed: 5 });
  const small = net(12, dense(7, tanh), dense(3, softmax));
  return [
    { name: "dense numbers", network: small, data: of("dense"), options },
    { name: "sparse numbers", network: small, data: of("sparse"), options },
    { name: "dense bytes", network: small, data: of("bytes"), options },
    { name: "sparse bytes", network: small, data: of("sparse bytes"), options },
    {
      name: "layers of one unit",
      network: net(12, dense(1, tanh), dense(1, sigmoid), dense(1, linear)),
      data: of("dense", { outputs: 1 }),
      options: { ...options, loss: sumOfSquaredErrors },
    },
    {
      name: "one input",
      network: net(1, dense(5, relu), dense(2, softmax)),
      data: of("dense", { inputs: 1, outputs: 2 }),
      options,
    },
    {
      name: "a deep network",
      network: net(12, ...Array.from({ length: 7 }, () => dense(6, tanh)), dense(3, softmax)),
      data: of("dense"),
      options,
    },
    {
      name: "a wide network on sparse bytes",
      network: net(150, dense(141, relu), dense(67, tanh), dense(3, softmax)),
      data: of("sparse bytes", { inputs: 150 }),
      options,
    },
    {
      name: "a wide network on dense numbers",
      network: net(70, dense(333, tanh), dense(65, sigmoid), dense(3, softmax)),
      data: of("dense", { inputs: 70 }),
      options: { ...options, optimizer: sgd({ learningRate: 0.02 }) },
    },
    {
      name: "activations of whole rows in hidden layers",
      network: net(12, dense(6, softmax), dense(5, centred), dense(3, softmax)),
      data: of("sparse"),
      options,
    },
    {
      name: "an activation and a loss of one's own",
      network: net(12, dense(6, swish), dense(3, swish)),
      data: of("dense"),
      options: { ...options, loss: logCosh, optimizer: sgd({ learningRate: 0.05 }) },
    },
    {
      name: "a rule with slots on dense numbers",
      network: small,
      data: of("dense"),
      options: { ...options, optimizer: momentum },
    },
    {
      name: "a rule with slots on sparse bytes",
      network: net(12, dense(33, tanh), dense(3, softmax)),
      data: of("sparse bytes"),
      options: { ...options, optimizer: momentum },
    },
    {
      name: "an activation that only moves what it is given",
      network: net(12, dense(5, reversed), dense(3, softmax)),
      data: of("dense"),
      options,
    },
    {
      name: "a rule that passes on what it remembers",
      network: small,
      data: of("dense"),
      options: { ...options, optimizer: delayed },
    },
    {
      name: "the paper's network on drawn digits, five epochs",
      network: net(784, dense(32, tanh), dense(16, tanh), dense(10, softmax)),
      data: library.loadStrokes({ train: 600, test: 1 }).train,
      options: { ...options, epochs: 5, batchSize: 32, optimizer: sgd({ learningRate: 0.1 }) },
    },
    {
      name: "Adam on sparse bytes",
      network: small,
      data: of("sparse bytes"),
      options: { ...options, optimizer: library.adam({ learningRate: 0.01, epsilon: 1e-4 }) },
    },
    {
      name: "a gradient that is clipped, with a regularizer",
      network: small,
      data: of("dense"),
      options: {
        ...{ ...options, regularizer: library.l2(0.01) },
        optimizer: library.clipped(sgd({ learningRate: 0.2 }), { norm: 0.3 }),
      },
    },
    {
      name: "dropout",
      network: net(12, dense(9, tanh, { dropout: 0.3 }), dense(6, relu), dense(3, softmax)),
      data: of("sparse"),
      options,
    },
    {
      name: "weighted examples, with dropout",
      network: net(12, dense(9, tanh, { dropout: 0.3 }), dense(3, softmax)),
      data: {
        ...of("sparse bytes"),
        weights: library.uniform(library.randomKey(8), sizes.examples, 0, 3),
      },
      options: { ...options, classWeights: [1, 0.5, 2] },
    },
    {
      name: "weighted examples of balanced classes, augmented",
      network: small,
      data: { ...of("dense"), weights: Array.from({ length: sizes.examples }, (_, i) => i % 3) },
      options: {
        ...{ ...options, classWeights: "balanced" },
        augmentation: ({ inputs, targets }, key) => ({
          targets,
          inputs: { ...inputs, data: Array.from(inputs.data, (x, i) => x + (key[0] + i) % 2 / 9) },
        }),
      },
    },
    {
      name: "batches of one",
      network: small,
      data: of("sparse bytes", { examples: 9 }),
      options: { ...options, batchSize: 1 },
    },
    {
      name: "a batch larger than the data",
      network: small,
      data: of("dense", { examples: 9 }),
      options: { ...options, batchSize: 1000 },
    },
    {
      name: "one example",
      network: small,
      data: of("sparse", { examples: 1 }),
      options,
    },
    {
      name: "one example of zeros",
      network: small,
      data: {
        ...of("dense", { examples: 1 }),
        inputs: { rows: 1, columns: 12, data: new Float64Array(12) },
      },
      options,
    },
  ];
}

/** The parameters of a network, one behind the other. */
function parametersIn({ layers }: Network): number[] {
  return layers.flatMap(({ parameters }) => {
    return Object.values(parameters).flatMap(({ data }) => Array.from(data));
  });
}

/**
 * An executor and the reference: epoch costs within 10⁻⁴ relative, parameters within 10⁻⁴ in relative L2, accuracies
 * within 0.001, which for so few examples is none apart.
 */
async function agree(
  library: Library,
  executor: string,
  { network, data, options }: Case,
): Promise<void> {
  const [exact, found] = await Promise.all(
    ["reference", executor].map((executor) => library.fit(network, data, { ...options, executor })),
  ) as [FitResult, FitResult];
  exact.history.forEach(({ cost }, e) => {
    const got = found.history[e]!.cost;
    must(Math.abs(got - cost) <= 1e-4 * Math.abs(cost), `epoch ${e + 1} cost ${got}, not ${cost}`);
  });
  const [p, q] = [exact, found].map((run) => parametersIn(run.network)) as [number[], number[]];
  const norm = Math.hypot(...p), off = Math.hypot(...p.map((x, i) => x - q[i]!));
  must(off <= 1e-4 * norm, `parameters are ${off / norm} off`);
  if (data.targets.columns > 1) {
    const [a, b] = await Promise.all([exact, found].map((run) => {
      return library.evaluate(run.network, data, { loss: options.loss });
    }));
    must(
      Math.abs(a!.accuracy - b!.accuracy) <= 0.001,
      `accuracy ${b!.accuracy}, not ${a!.accuracy}`,
    );
  }
}

/** One worker and two, and three. */
async function sameBits(library: Library, { network, data, options }: Case): Promise<void> {
  const run = (workers: number) =>
    library.fit(network, data, { ...options, executor: "wasm", workers });
  const one = await run(1);
  for (const workers of [2, 3]) {
    const shared = await run(workers);
    mustEqual(costsOf(shared), costsOf(one), `costs of ${workers} workers`);
    mustEqual(parametersIn(shared.network), parametersIn(one.network), `${workers} workers`);
  }
}

function costsOf({ history }: FitResult): number[] {
  return history.map(({ cost }) => cost);
}

/** What each executor must do by itself. */
function contractChecks(library: Library, executor: string): Check[] {
  const { fit, network, dense, tanh, relu, softmax, linear, sgd, toJson, matrix } = library;
  const { categoricalCrossEntropy, sumOfSquaredErrors } = library;
  const data = dataOf(library, "sparse", { examples: 21, inputs: 9, outputs: 3 });
  const untrained = network({ inputs: 9, layers: [dense(5, tanh), dense(3, softmax)], seed: 1 });
  const options = {
    ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.3 }) },
    ...{ epochs: 2, batchSize: 4, seed: 9, executor },
  };
  return [
    check(`${executor}: costs are reported for each step, their mean for each epoch`, async () => {
      const steps: number[][] = [[], []];
      const run = await fit(untrained, data, {
        ...options,
        onStep: ({ epoch, step, cost }) => {
          steps[epoch - 1]!.push(cost);
          mustEqual(step, steps[epoch - 1]!.length, "the number of the step");
        },
      });
      mustEqual(run.executor, executor, "the executor");
      mustEqual(steps.map(({ length }) => length), [6, 6], "steps of an epoch"); // (68)
      run.history.forEach(({ cost }, e) => {
        mustEqual(cost, steps[e]!.reduce((sum, x) => sum + x, 0) / 6, "the cost of an epoch");
      });
    }),
    check(`${executor}: the cost of the first step is that of the network`, async () => {
      let first = NaN;
      const all = { ...options, batchSize: 21, epochs: 1 };
      await fit(untrained, data, { ...all, onStep: ({ cost }) => void (first = cost) });
      const expected = library.cost(untrained, data, options.loss);
      must(Math.abs(first - expected) <= 1e-6 * expected, `${first}, not ${expected}`);
    }),
    check(`${executor}: nothing that is passed in changes`, async () => {
      const before = JSON.stringify([toJson(untrained), Array.from(data.inputs.data)]);
      await fit(untrained, data, options);
      mustEqual(
        JSON.stringify([toJson(untrained), Array.from(data.inputs.data)]),
        before,
        "what was passed in",
      );
    }),
    check(`${executor}: the same seed gives the same bits, another seed others`, async () => {
      const [one, two, other] = await Promise.all(
        [9, 9, 10].map((seed) => fit(untrained, data, { ...options, seed })),
      );
      mustEqual(parametersIn(two!.network), parametersIn(one!.network), "the same seed");
      must(`${costsOf(other!)}` !== `${costsOf(one!)}`, "another seed gave the same costs");
    }),
    check(`${executor}: a network of onEpoch is not changed by the next epoch`, async () => {
      const seen: { readonly network: Network; readonly bits: string }[] = [];
      await fit(untrained, data, {
        ...options,
        onEpoch: (_, trained) =>
          void seen.push({ network: trained, bits: `${parametersIn(trained)}` }),
      });
      for (const { network, bits } of seen) mustEqual(`${parametersIn(network)}`, bits, "bits");
      must(seen[0]!.bits !== seen[1]!.bits, "the second epoch changed nothing");
    }),
    check(`${executor}: what an epoch gives can be trained on`, async () => {
      const first = await fit(untrained, data, options);
      const again = await fit(first.network, data, options);
      must(again.history[1]!.cost < first.history[0]!.cost, "the cost did not fall");
    }),
    check(`${executor}: an aborted signal ends training with its reason`, async () => {
      const controller = new AbortController(), reason = new Error("enough");
      const stopped = fit(untrained, data, {
        ...{ ...options, epochs: 1000, signal: controller.signal },
        onStep: ({ epoch }) => {
          if (epoch === 2) controller.abort(reason);
        },
      });
      must(await stopped.catch((error) => error) === reason, "not the reason");
    }),
    check(`${executor}: outputs outside the domain of a loss end training`, async () => {
      const negative = network({ inputs: 9, layers: [dense(3, tanh), dense(3, linear)], seed: 1 });
      const error = await fit(negative, data, options).catch((error) => error);
      must(error instanceof RangeError, `${error}`);
      must(error.message.includes("categoricalCrossEntropy is defined for"), error.message);
      must(error.message.includes("epoch 1, step 1"), error.message);
    }),
    check(`${executor}: training that diverges ends with the layer and the step`, async () => {
      const deep = network({ inputs: 2, layers: [dense(3, relu), dense(2, linear)], seed: 1 });
      const steep = { inputs: matrix([[1, 2], [3, 4]]), targets: matrix([[1, 1], [0, 1]]) };
      const error = await fit(deep, steep, {
        ...{ ...options, loss: sumOfSquaredErrors, epochs: 60 },
        optimizer: sgd({ learningRate: 1e30 }),
      }).catch((error) => error);
      must(error instanceof RangeError, `${error}`);
      must(/^Training diverged, epoch \d+, step \d+: /.test(error.message), error.message);
    }),
    check(`${executor}: trainings beside each other do not meet`, async () => {
      const alone = await fit(untrained, data, options);
      const together = await Promise.all([1, 2, 3].map(() => fit(untrained, data, options)));
      for (const { network } of together) {
        mustEqual(parametersIn(network), parametersIn(alone.network), "parameters");
      }
    }),
    check(`${executor}: validation is that of the network after the epoch`, async () => {
      const { history, network } = await fit(untrained, data, { ...options, validation: data });
      const { cost } = await library.evaluate(network, data, { loss: options.loss });
      const got = history[1]!.validation!.cost;
      must(Math.abs(got - cost) <= 1e-5 * cost, `${got}, not ${cost}`);
    }),
  ];
}

/** What is refused must be refused alike. */
function badInputChecks(library: Library, executor: string): Check[] {
  const { fit, network, dense, tanh, softmax, sgd, matrix, categoricalCrossEntropy } = library;
  const { loss, rowwise, meanSquaredError } = library;
  const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
  const longer = rowwise({ name: "conformance longer", value: (m, z) => [...z, m.one] });
  const cut = rowwise({
    name: "conformance cut",
    value: (_m, z) => [...z],
    pullback: (_m, _at, error) => error.slice(1),
  });
  const good = { inputs: matrix([[0, 1], [1, 0]]), targets: matrix([[1, 0], [0, 1]]) };
  const options = { loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) };
  const halved = loss({
    ...meanSquaredError,
    name: "conformance halved",
    gradient: (m, outcome) => meanSquaredError.gradient(m, outcome).slice(1),
  });
  const bad: readonly (readonly [string, Partial<Dataset>, object, Network?])[] = [
    ["no epochs", {}, { epochs: 0 }],
    ["half an example in a batch", {}, { batchSize: 0.5 }],
    ["no workers", {}, { workers: 0 }],
    ["an invalid seed", {}, { seed: -1 }],
    ["an invalid loss", {}, { loss: "mse" }],
    ["an invalid optimizer", {}, { optimizer: {} }],
    ["inputs of another width", { inputs: matrix([[1], [2]]) }, {}],
    ["targets of another width", { targets: matrix([[1], [0]]) }, {}],
    ["more inputs than targets", { inputs: matrix([[1, 2], [1, 2], [1, 2]]) }, {}],
    ["no examples", { inputs: matrix([]), targets: matrix([]) }, {}],
    ["an input that is not a number", { inputs: matrix([[1, NaN], [1, 1]]) }, {}],
    ["a target that is infinite", { targets: matrix([[1, Infinity], [1, 1]]) }, {}],
    ["a gradient that is too short", {}, { loss: halved }],
    ...[longer, cut].flatMap((activation) => {
      const below = network({ inputs: 2, layers: [dense(3, activation), dense(2, softmax)] });
      const last = network({ inputs: 2, layers: [dense(2, activation)] });
      return [
        [`${activation.name} in a hidden layer`, {}, {}, below] as const,
        [`${activation.name} in the last layer`, {}, { loss: meanSquaredError }, last] as const,
      ];
    }),
  ];
  return bad.map(([name, data, more, trained = net]) =>
    check(`${name}: refused by ${executor} as by the reference`, async () => {
      const [reference, other] = await Promise.all(["reference", executor].map(async (executor) => {
        const error = await fit(trained, { ...good, ...data }, { ...options, ...more, executor })
          .then(() => undefined, (error) => error);
        must(error instanceof TypeError || error instanceof RangeError, `${executor}: ${error}`);
        return [error.name, error.message];
      }));
      mustEqual(other, reference, `the error of ${executor}`);
    })
  );
}

/** `predict` and `evaluate`. */
function outputChecks(library: Library, executor: string): Check[] {
  const { network, dense, tanh, softmax, relu, linear, evaluate, predict } = library;
  const net = network({
    inputs: 40,
    layers: [dense(33, relu), dense(6, softmax), dense(9, tanh), dense(5, linear)],
    seed: 2,
  });
  const classes = { ...net, layers: [...net.layers.slice(0, -1)] };
  const last = network({ inputs: 9, layers: [dense(5, softmax)], seed: 3 }).layers[0]!;
  const classifier = { ...classes, layers: [...classes.layers, last] };
  const kinds = ["dense", "sparse", "bytes", "sparse bytes"] as const;
  // Parts of 256 rows, and what is left of one: a power of two, one more, and one.
  return [1, 3, 255, 257, 520].flatMap((examples) =>
    kinds.map((kind) =>
      check(
        `${executor}: outputs of ${examples} examples, ${kind}, are the reference's`,
        async () => {
          const data = dataOf(library, kind, { examples, inputs: 40, outputs: 5 });
          const exact = await predict(net, data.inputs),
            found = await predict(net, data.inputs, { executor });
          mustEqual([found.rows, found.columns], [examples, 5], "the shape");
          const off = Math.max(...Array.from(exact.data, (x, i) => Math.abs(x - found.data[i]!)));
          must(off <= 1e-5, `outputs are ${off} off`);
          const loss = library.categoricalCrossEntropy;
          const [a, b] = await Promise.all(
            ["reference", executor].map((executor) =>
              evaluate(classifier, data, { loss, executor })
            ),
          );
          must(Math.abs(a!.cost - b!.cost) <= 1e-5 * a!.cost, `cost ${b!.cost}, not ${a!.cost}`);
          must(Math.abs(a!.accuracy - b!.accuracy) <= 0.001, `accuracy ${b!.accuracy}`);
        },
      )
    )
  );
}
