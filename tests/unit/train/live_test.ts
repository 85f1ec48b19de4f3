/** What a training was given, or has handed out, may be changed while it goes on: it is not. */
import { assertEquals, assertThrows } from "@std/assert";
import type { Dataset } from "../../../data.ts";
import type { Network } from "../../../engine.ts";
import { type Checkpoint, evaluate, fit, type FitOptions, predict, sgd } from "../../../train.ts";
import { parametersIn } from "../../support/layers.ts";
import { FEW_EXAMPLES, loss, smallNetwork } from "../../support/trainings.ts";

const EXECUTORS = ["reference", "wasm"] as const;
const options: FitOptions = {
  ...{ loss, epochs: 3, batchSize: 8, validation: FEW_EXAMPLES },
  optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
  earlyStopping: { patience: 9 },
};

/** A data set with arrays of its own. */
function examples(): Dataset & { readonly inputs: { readonly data: Float64Array } } {
  const { inputs, targets } = FEW_EXAMPLES;
  return { inputs: { ...inputs, data: Float64Array.from(inputs.data) }, targets };
}

function spoil(network: Network): void {
  for (const { parameters } of network.layers) {
    for (const { data } of Object.values(parameters)) (data as Float64Array).fill(7);
  }
}

for (const executor of EXECUTORS) {
  Deno.test(`training on ${executor} does not change with what is changed while it goes on`, async () => {
    const expected = await fit(smallNetwork(1), FEW_EXAMPLES, { ...options, executor });
    const untrained = smallNetwork(1), data = examples();
    const spoilt: Network[] = [];
    let last: Checkpoint | undefined;
    const training = fit(untrained, data, {
      ...{ ...options, executor },
      onEpoch: (record, network) => {
        assertThrows(() => Object.assign(record, { cost: 0 }), TypeError);
        spoil(network);
        spoilt.push(network);
        data.inputs.data.fill(7);
      },
      checkpoint: {
        every: 1,
        save: (checkpoint) => {
          last = checkpoint;
          spoil(checkpoint.network);
          const { layers } = checkpoint.state as { layers: { velocity: Network["layers"][0] }[] };
          for (const { velocity } of layers) spoil({ layers: [{ parameters: velocity }] } as never);
          return Promise.resolve();
        },
      },
    });
    spoil(untrained);
    const { network, best, history } = await training;
    assertEquals([spoilt.length, last!.epoch], [3, 4]);
    assertEquals(parametersIn(network), parametersIn(expected.network));
    assertEquals(parametersIn(best!.network), parametersIn(expected.best!.network));
    assertEquals(history.map(({ cost }) => cost), expected.history.map(({ cost }) => cost));
  });

  Deno.test(`a number of rows that grows is read once by ${executor}`, async () => {
    const { inputs, targets } = FEW_EXAMPLES;
    const growing = (): Dataset => {
      const rowsOf = (rows: number) => ({
        get rows() {
          reads++;
          return reads > 4 ? 4 * rows : rows;
        },
      });
      let reads = 0;
      return {
        inputs: Object.assign(rowsOf(inputs.rows), { columns: inputs.columns, data: inputs.data }),
        targets: Object.assign(rowsOf(targets.rows), {
          ...{ columns: targets.columns, data: targets.data },
        }),
      };
    };
    const expected = await fit(smallNetwork(0), FEW_EXAMPLES, { ...options, executor });
    const trained = await fit(smallNetwork(0), growing(), { ...options, executor });
    assertEquals(parametersIn(trained.network), parametersIn(expected.network));
    const { examples } = await evaluate(trained.network, growing(), { loss, executor });
    assertEquals(examples, inputs.rows);
    const outputs = await predict(trained.network, growing().inputs, { executor });
    assertEquals([outputs.rows, outputs.data.length], [inputs.rows, inputs.rows * 3]);
  });
}
