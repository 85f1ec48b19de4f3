import { assertThrows } from "@std/assert";
import { backward, cost, forward, matrix } from "../../../../engine.ts";
import { mae, measure } from "../../../../metrics.ts";
import { loss, smallNetwork } from "../../../support/trainings.ts";

const net = smallNetwork(2);
const inputs = matrix([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]);
const trace = forward(net, inputs);
const WRONG = {
  "too few rows": matrix([[1, 0, 0]]),
  "too many rows": matrix([[1, 0, 0], [1, 0, 0], [1, 0, 0]]),
  "too few columns": matrix([[1, 0], [1, 0]]),
  "too many columns": matrix([[1, 0, 0, 0], [1, 0, 0, 0]]),
};

for (const [what, targets] of Object.entries(WRONG)) {
  Deno.test(`cost(), backward() and metrics refuse targets of ${what} alike`, () => {
    const message = `targets (${targets.rows} × ${targets.columns}) must have the shape of the ` +
      "outputs: 2 × 3";
    const calls = [
      () => cost(net, { inputs, targets }, loss),
      () => backward(net, trace, targets, loss),
      () => measure(mae(), trace.outputs, targets),
    ];
    for (const call of calls) assertThrows(call, TypeError, message);
  });
}
