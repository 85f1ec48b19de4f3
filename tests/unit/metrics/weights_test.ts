import { assertEquals, assertThrows } from "@std/assert";
import { matrix } from "../../../engine.ts";
import {
  accuracy,
  averagePrecision,
  combineMetrics,
  f1,
  logLoss,
  measure,
  type Metric,
  metric,
  microAverages,
  regressionReport,
  rocAuc,
  topK,
} from "../../../metrics.ts";

const outputs = matrix([[0.7, 0.2, 0.1], [0.4, 0.4, 0.2], [0.1, 0.2, 0.7]]);
const targets = matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);

Deno.test("metrics with weights of any batches are those of all, and of weights 1 those without", () => {
  const weights = [0, 2, 0.5];
  const rowsOf = (of: typeof outputs, i: number) =>
    matrix([Array.from(of.data).slice(3 * i, 3 * i + 3)]);
  const all: readonly Metric[] = [
    ...[accuracy(), f1(), logLoss()],
    ...[topK(2), microAverages(), regressionReport()],
  ];
  for (const each of all) {
    let state = each.reset();
    for (let i = 0; i < 3; i++) {
      const batch = [rowsOf(outputs, i), rowsOf(targets, i)] as const;
      state = each.update(state, ...batch, undefined, [weights[i]!]);
    }
    const whole = measure(each, outputs, targets, { weights });
    assertEquals(each.result(state), whole, each.name);
    const ones = measure(each, outputs, targets, { weights: [1, 1, 1] });
    assertEquals(ones, measure(each, outputs, targets), each.name);
  }
});

Deno.test("metrics that take no weights refuse them by name, inside others as well", () => {
  const sum = (weighted?: boolean) =>
    metric({
      name: "sum",
      ...(weighted && { weighted }),
      empty: () => 0,
      add: (sum, _outputs, targets, _threshold, weights) => {
        return sum + targets.rows + (weights?.[0] ?? 0);
      },
      result: (sum) => sum,
    });
  const weights = [5, 1, 1], measured = (of: Metric) => measure(of, outputs, targets, { weights });
  const byHand: Metric = { ...sum(), name: "by hand", update: (state) => state };
  for (const each of [sum(), byHand, rocAuc(), averagePrecision()]) {
    const message = `The metric ${each.name} takes no weights of examples`;
    assertThrows(() => measured(each), TypeError, message);
    assertThrows(() => measured(combineMetrics({ each })), TypeError, message);
  }
  assertEquals(measured(sum(true)), 8);
  assertEquals(measure(sum(true), outputs, targets), 3);
  assertThrows(
    () => measure(accuracy(), outputs, targets, { weights: [1, 1] }),
    TypeError,
    "weights must be an array of 3 numbers, one for each example, but found 2",
  );
});
