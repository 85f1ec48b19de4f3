/**
 * Optimizers against those of PyTorch 1.13: `optimizers.py` beside this file wrote the numbers.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  denseFrom,
  gradients,
  linear,
  type Network,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import {
  adadelta,
  adagrad,
  adam,
  lion,
  nadam,
  type Optimizer,
  rmsprop,
  type RuleState,
  sgd,
} from "../../../train.ts";
import { parametersIn } from "../../support/layers.ts";
import expected from "./optimizers.json" with { type: "json" };
import { multiples } from "./multiples.ts";

const START: Network = {
  inputs: 3,
  layers: [
    denseFrom(tanh, multiples(4, 3, 1), multiples(1, 4, 2)),
    denseFrom(linear, multiples(2, 4, 3), multiples(1, 2, 4)),
  ],
};
const BATCH = { inputs: multiples(8, 3, 5), targets: multiples(8, 2, 6) };

const OPTIMIZERS: Readonly<Record<keyof typeof expected, Optimizer<RuleState>>> = {
  momentum: sgd({ learningRate: 0.1, momentum: 0.9 }),
  nesterov: sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  rmsprop: rmsprop({ learningRate: 1 / 512 }),
  adam: adam({ learningRate: 0.01 }),
  adagrad: adagrad({ learningRate: 0.05 }),
  adadelta: adadelta(),
  nadam: nadam({ learningRate: 0.01 }),
  amsgrad: adam({ learningRate: 0.01, amsgrad: true }),
  lion: lion({ learningRate: 1 / 128 }),
};

/** The parameters after 50 steps, in the order of the file. */
function after50Steps(optimizer: Optimizer<RuleState>): number[] {
  let network = START, state = optimizer.init(network);
  for (let step = 0; step < 50; step++) {
    const slopes = gradients(network, BATCH, sumOfSquaredErrors);
    ({ network, state } = optimizer.update(network, slopes, state));
  }
  return parametersIn(network);
}

for (const name of Object.keys(OPTIMIZERS) as (keyof typeof expected)[]) {
  Deno.test(`50 steps of ${name} end where PyTorch's do, to 1e-10 of the largest parameter`, () => {
    const found = after50Steps(OPTIMIZERS[name]), wanted = expected[name];
    assertEquals(found.length, wanted.length);
    const largest = Math.max(...wanted.map(Math.abs));
    found.forEach((parameter, i) => assertAlmostEquals(parameter, wanted[i]!, 1e-10 * largest));
    const moved = Math.max(...parametersIn(START).map((start, i) => Math.abs(start - wanted[i]!)));
    assert(moved > 0.05, `${moved}`);
  });
}
