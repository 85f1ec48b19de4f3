import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Matrix, matrix, randomKey } from "../../../engine.ts";
import {
  type Executor,
  EXECUTOR_NAMES,
  executorNames,
  reference,
  registerExecutor,
  wasm,
} from "../../../executors.ts";
import {
  type Checkpoint,
  evaluate,
  fit,
  type FitOptions,
  type Optimizer,
  predict,
  sgd,
} from "../../../train.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const net = smallNetwork(2);
const options: FitOptions = {
  ...{ loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 2, batchSize: 8, seed: 3 },
};

/** The reference, and how often each of its functions was called. */
function counting(name: string) {
  const calls = { open: 0, outputs: 0, state: 0, close: 0 };
  const executor: Executor = {
    name,
    open: async (network, plan) => {
      calls.open++;
      const session = await reference.open(network, plan);
      return {
        ...session,
        state: () => (calls.state++, session.state()),
        close: () => (calls.close++, session.close()),
      };
    },
    outputs: (network, inputs) => (calls.outputs++, reference.outputs(network, inputs)),
  };
  return { calls, executor };
}

/** Whoever asks for an executor as a record, and by its name. */
const asRecord = counting("as record"), byName = counting("by name");
registerExecutor(byName.executor);
const GIVEN = { "a record": [asRecord, asRecord.executor], "a name": [byName, "by name"] } as const;

for (const [how, [{ calls, executor: { name } }, executor]] of Object.entries(GIVEN)) {
  Deno.test(`fit(), evaluate() and predict() take an executor as ${how}`, async () => {
    const saved: Checkpoint[] = [];
    const checkpoint = { every: 1, save: (c: Checkpoint) => void saved.push(c) };
    const run = await fit(net, FEW_EXAMPLES, { ...options, executor, checkpoint });
    const plain = await fit(net, FEW_EXAMPLES, { ...options, executor: reference });
    assertEquals(bitsOf(run.network), bitsOf(plain.network));
    assertEquals([run.executor, saved[0]!.executor], [name, name]);
    assertEquals([calls.open, calls.state, calls.close, calls.outputs], [1, saved.length, 1, 0]);

    await fit(net, FEW_EXAMPLES, { ...options, executor, validation: FEW_EXAMPLES });
    assertEquals(calls.outputs, 2, "validation of each epoch");
    const { cost } = await evaluate(run.network, FEW_EXAMPLES, { loss, executor });
    assertEquals(cost, (await evaluate(run.network, FEW_EXAMPLES, { loss })).cost);
    const outputs = await predict(run.network, FEW_EXAMPLES.inputs, { executor });
    assertEquals(outputs, await predict(run.network, FEW_EXAMPLES.inputs));
    assertEquals(calls.outputs, 4);
  });

  Deno.test(`fit() resumes on an executor given as ${how}, and warns where it is another`, async () => {
    const saved: Checkpoint[] = [], warnings: string[] = [];
    const checkpoint = { every: 1, save: (c: Checkpoint) => void saved.push(c) };
    const run = await fit(net, FEW_EXAMPLES, { ...options, executor, checkpoint });
    const resuming = {
      ...{ ...options, resume: saved[1]! },
      onWarning: (message: string) => void warnings.push(message),
    };
    const resumed = await fit(net, FEW_EXAMPLES, { ...resuming, executor });
    assertEquals([bitsOf(resumed.network), warnings], [bitsOf(run.network), []]);
    await fit(net, FEW_EXAMPLES, { ...resuming, executor: "reference" });
    assertEquals(warnings.length, 1);
    assert(warnings[0]!.includes(`executor ${name}, and training is resumed by reference`));
  });
}

Deno.test("executorNames() has the built-in names and those that were registered", () => {
  assertEquals(executorNames(), ["wasm", "reference", "by name"]);
});

Deno.test("EXECUTOR_NAMES has the built-in names only, the default of fit() first", async () => {
  assertEquals(EXECUTOR_NAMES, ["wasm", "reference"]);
  assertEquals((await fit(net, FEW_EXAMPLES, options)).executor, EXECUTOR_NAMES[0]);
});

const { rows } = FEW_EXAMPLES.inputs;
const [z, short] = [rows, rows - 1].map((rows) => matrixOf(rows, 3, 1)) as [Matrix, Matrix];

Deno.test("evaluate() and predict() reject outputs of another shape than the network's", async () => {
  const WRONG_OUTPUTS: readonly (readonly [unknown, string])[] = [
    [{ z: short, a: z }, `z of the executor odd must be (${rows} × 3)`],
    [{ z, a: short }, `but found (${rows - 1} × 3)`],
    [{ z: matrixOf(rows, 4, 1), a: z }, `but found (${rows} × 4)`],
    [{ z: { ...z, data: short.data }, a: z }, "must hold 66 entries, but found 63"],
    [{ z }, "a of the executor odd must be a matrix"],
    [undefined, "z of the executor odd must be a matrix"],
  ];
  for (const [outputs, message] of WRONG_OUTPUTS) {
    const executor = {
      ...reference,
      name: "odd",
      outputs: () => Promise.resolve(outputs as never),
    };
    await assertRejects(() => evaluate(net, FEW_EXAMPLES, { loss, executor }), TypeError, message);
    await assertRejects(
      () => predict(net, FEW_EXAMPLES.inputs, { executor }),
      TypeError,
      message,
    );
  }
});

Deno.test("fit() rejects a session that leaves costs out, and closes it", async () => {
  const message = "must return 1 costs, or those up to the first that is not finite, but found";
  const once = { ...options, batchSize: rows };
  for (const costs of [[], [1, 1], undefined]) {
    let closed = 0;
    const executor: Executor = {
      ...{ ...reference, name: "odd" },
      open: async (network, plan) => ({
        ...await reference.open(network, plan),
        steps: () => Promise.resolve(costs as never),
        close: () => void closed++,
      }),
    };
    await assertRejects(() => fit(net, FEW_EXAMPLES, { ...once, executor }), TypeError, message);
    assertEquals(closed, 1);
  }
});

Deno.test("registerExecutor() takes the same executor twice, but no other of its name", () => {
  registerExecutor(byName.executor);
  registerExecutor(wasm);
  assertEquals(executorNames().length, 3);
  for (const name of ["by name", "wasm"]) {
    const other = { ...reference, name };
    assertThrows(() => registerExecutor(other), RangeError, `found another "${name}"`);
  }
  for (const wrong of [undefined, "wasm", { name: "gpu" }, { ...reference, name: "" }] as never[]) {
    assertThrows(() => registerExecutor(wrong), TypeError, "An executor must be a record with");
  }
});

const WRONG = [
  [
    "gpu",
    RangeError,
    'must be one of wasm, reference, by name, or an executor itself, but found "',
  ],
  ["toString", RangeError, "must be one of wasm"],
  [{}, TypeError, "but found an object without members"],
  [{ ...reference, outputs: "all" }, TypeError, "the functions open and outputs"],
  [null, TypeError, "but found null"],
] as const;

Deno.test("fit(), evaluate() and predict() reject what is not an executor", async () => {
  for (const [wrong, type, message] of WRONG) {
    const executor = wrong as never;
    const calls = [
      () => fit(net, FEW_EXAMPLES, { ...options, executor }),
      () => evaluate(net, FEW_EXAMPLES, { loss, executor }),
      () => predict(net, FEW_EXAMPLES.inputs, { executor }),
    ];
    for (const call of calls) await assertRejects(call, type, message);
  }
});

for (const executor of [reference, wasm]) {
  Deno.test(`${executor.name} rejects in place of throwing, whatever is wrong`, async () => {
    const narrow = matrix([[1]]), huge = matrix([[NaN, 1, 1, 1, 1]]);
    const calls: readonly (() => Promise<unknown>)[] = [
      () => predict(net, narrow, { executor }),
      () => predict(net, huge, { executor }),
      () => predict(undefined as never, narrow, { executor }),
      () => predict(net, narrow, null as never),
      () => evaluate(net, { inputs: narrow, targets: narrow }, { loss, executor }),
      () => evaluate(net, FEW_EXAMPLES, { loss: undefined as never, executor }),
      () => executor.outputs(net, narrow),
    ];
    for (const [i, call] of calls.entries()) {
      const promise = call(); // a throw here fails the test
      assert(promise instanceof Promise, `call ${i}`);
      await assertRejects(() => promise, Error);
    }
  });
}

Deno.test("executors reject plans that they cannot carry out, and say which can", async () => {
  const maskKey = () => randomKey(0);
  const plan = { ...options, dataset: FEW_EXAMPLES, batchSize: 8, maskKey };
  const { rule: _, ...optimizer } = options.optimizer;
  const calls = [
    [
      () => reference.open(net, { ...plan, workers: 2 }), // a throw here fails the test
      'works alone, but found workers: 2; executor: "wasm" can share its work',
    ],
    [
      () => wasm.open(net, { ...plan, optimizer: optimizer as Optimizer, workers: 1 }),
      'but sgd has none; executor: "reference" takes any',
    ],
  ] as const;
  for (const [open, message] of calls) {
    const promise = open();
    await assertRejects(() => promise, RangeError, message);
  }
});

Deno.test("a session of reference rejects in place of throwing", async () => {
  const augment = () => {
    throw new RangeError("augmented");
  };
  const maskKey = () => randomKey(0);
  const session = await reference.open(net, {
    ...{ ...options, dataset: FEW_EXAMPLES, batchSize: 8, workers: 1, maskKey, augment },
  });
  const promise = session.steps(Uint32Array.of(0)); // a throw here fails the test
  await assertRejects(() => promise, RangeError, "augmented");
});

Deno.test("wasm keeps the rows of calls beside each other apart", async () => {
  const few = [1, 2, 3, 4].map((seed) => ({
    ...{ rows: 5, columns: 5 },
    data: Float64Array.from({ length: 25 }, (_, i) => Math.sin(seed + i)),
  }));
  const fresh = { ...net }; // compiled for these calls
  const together = await Promise.all(
    few.map((inputs) => predict(fresh, inputs, { executor: wasm })),
  );
  for (const [i, inputs] of few.entries()) {
    assertEquals(together[i], await predict(net, inputs, { executor: wasm }));
  }
});
