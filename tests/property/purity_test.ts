import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { backward, cost, forward, gradients } from "../../engine.ts";
import { toJson } from "../../formats.ts";
import { decide } from "../../metrics.ts";
import { evaluate, predict, sgd } from "../../train.ts";
import { checkGradients } from "../../src/verify/numeric/check_gradients.ts";
import { caseOf, combinations, seeds, shapes } from "../support/arbitraries.ts";
import { bitsOf } from "../support/bits.ts";

Deno.test("every pure function leaves its arguments as they were and gives the same bits twice", () => {
  return fc.assert(
    fc.asyncProperty(
      shapes,
      combinations,
      seeds,
      async (shape, combination, seed) => {
        const { network, batch } = caseOf(shape, combination, seed), { loss } = combination;
        // The targets are drawn, so that few lie in the range of the loss.
        const { targets: _, ...forAnyTargets } = loss;
        const trace = forward(network, batch.inputs);
        const slopes = gradients(network, batch, loss);
        const { init, update } = sgd({ learningRate: 0.1 });
        const calls: readonly (() => unknown)[] = [
          () => forward(network, batch.inputs),
          () => backward(network, trace, batch.targets, loss),
          () => cost(network, batch, loss),
          () => gradients(network, batch, loss),
          () => update(network, slopes, init(network)),
          () => predict(network, batch.inputs),
          () => decide(trace.outputs),
          () => evaluate(network, batch, { loss: forAnyTargets }),
          () => toJson(network),
          () => checkGradients(network, batch, loss, { samples: 1 }),
        ];
        const before = bitsOf([network, batch, trace, slopes]);
        for (const call of calls) {
          const once = bitsOf(await call());
          assertEquals(bitsOf(await call()), once);
          assertEquals(bitsOf([network, batch, trace, slopes]), before, `${call}`);
        }
      },
    ),
  );
});
