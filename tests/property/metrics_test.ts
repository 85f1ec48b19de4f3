import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Matrix, sumOfSquaredErrors } from "../../engine.ts";
import {
  accuracy,
  averageLoss,
  averagePrecision,
  binaryAccuracy,
  classCounts,
  classReport,
  combineMetrics,
  confusionMatrix,
  decide,
  exactMatch,
  f1,
  labelsOf,
  logLoss,
  mae,
  measure,
  type Metric,
  microAverages,
  precision,
  recall,
  regressionReport,
  rmse,
  rocAuc,
  rSquared,
  topK,
} from "../../metrics.ts";
import { outputsAreProbabilities, targetsAreClasses } from "../../src/metrics/kinds.ts";
import { evaluationOf } from "../../src/train/evaluation.ts";
import { bitsOf } from "../support/bits.ts";

const AVERAGES = ["micro", "macro", "weighted", "perClass"] as const;

const METRICS: readonly Metric[] = [
  accuracy(),
  averageLoss(sumOfSquaredErrors),
  binaryAccuracy({ threshold: 0.3 }),
  classCounts(),
  classReport(),
  confusionMatrix(),
  exactMatch({ threshold: 0.3 }),
  logLoss(),
  microAverages(),
  outputsAreProbabilities(),
  regressionReport(),
  targetsAreClasses(),
  topK(2),
  ...AVERAGES.flatMap((average) =>
    [averagePrecision, f1, precision, recall, rocAuc].map((make) => make({ average }))
  ),
  ...[mae, rmse, rSquared].map((make) => make({ average: "perOutput" })),
  combineMetrics({ accuracy: accuracy(), auc: rocAuc() }),
];

interface Outcomes {
  readonly outputs: Matrix;
  readonly targets: Matrix;
}

function part({ rows, columns, data }: Matrix, from = 0, to = rows): Matrix {
  const entries = Array.from(data).slice(from * columns, to * columns);
  return { rows: to - from, columns, data: Float64Array.from(entries) };
}

/** Outputs with ties, some of them tenths that round; targets of labels, of classes or any numbers. */
const outcomes: fc.Arbitrary<Outcomes> = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  columns: fc.integer({ min: 2, max: 4 }),
  kind: fc.constantFrom("labels", "classes", "numbers"),
}).chain(({ rows, columns, kind }) => {
  const entries = (values: fc.Arbitrary<number>) =>
    fc.array(values, { minLength: rows * columns, maxLength: rows * columns })
      .map((data) => ({ rows, columns, data }));
  const tenths = fc.integer({ min: 0, max: 10 }).map((n) => n / 10);
  const outputs = entries(tenths);
  const targets = kind === "numbers"
    ? entries(fc.double({ min: -3, max: 3, noNaN: true }))
    : kind === "labels"
    ? entries(fc.constantFrom(0, 1))
    : outputs.map((any) => ({ ...any, data: Array.from(decide(any).data) }));
  return fc.record({ outputs, targets });
});

/** Where a sequence is cut; the same place twice makes an empty batch. */
const cutsOf = (rows: number) =>
  fc.array(fc.integer({ min: 0, max: rows }), { maxLength: 6 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), rows]);

function batches({ outputs, targets }: Outcomes, cuts: readonly number[]): Outcomes[] {
  return cuts.slice(1).map((to, i) => ({
    outputs: part(outputs, cuts[i]!, to),
    targets: part(targets, cuts[i]!, to),
  }));
}

const cutOutcomes = outcomes.chain((whole) =>
  fc.record({ whole: fc.constant(whole), cuts: cutsOf(whole.outputs.rows) })
);

for (const metric of METRICS) {
  const { name } = metric;
  Deno.test(`${name}, ${METRICS.indexOf(metric)}: the same bits on any batching, empty batches included`, () => {
    fc.assert(
      fc.property(cutOutcomes, ({ whole, cuts }) => {
        let state = metric.reset();
        for (const { outputs, targets } of batches(whole, cuts)) {
          state = metric.update(state, outputs, targets);
          // What was passed in may be used again for the next batch.
          (outputs.data as Float64Array).fill(7);
          (targets.data as Float64Array).fill(7);
        }
        const { outputs, targets } = whole;
        assertEquals(bitsOf(metric.result(state)), bitsOf(measure(metric, outputs, targets)));
        assertEquals([state.examples, state.columns], [outputs.rows, outputs.columns]);
      }),
    );
  });

  Deno.test(`${name}, ${METRICS.indexOf(metric)}: pure, neither states nor batches change`, () => {
    fc.assert(
      fc.property(outcomes, outcomes, ({ outputs, targets }, other) => {
        const first = metric.update(metric.reset(), outputs, targets);
        const before = bitsOf([first, outputs, targets]);
        const told = bitsOf(metric.result(first));
        metric.update(first, outputs, targets);
        if (other.outputs.columns === outputs.columns) {
          metric.update(first, other.outputs, other.targets);
        }
        assertEquals(bitsOf(metric.result(first)), told);
        assertEquals(bitsOf([first, outputs, targets]), before);
        assertEquals(bitsOf(metric.update(metric.reset(), outputs, targets)), bitsOf(first));
      }),
      { numRuns: 30 },
    );
  });
}

Deno.test("evaluationOf() gives the same bits on any batching", async () => {
  const plan = {
    lossIsCrossEntropy: false,
    decision: { threshold: 0.4 },
    metrics: { auc: rocAuc(), top2: topK(2) },
  };
  const measured = ({ outputs, targets }: Outcomes) => ({
    outputs,
    targets,
    losses: Array.from({ length: outputs.rows }, (_, i) => outputs.data[i * outputs.columns]!),
    crossEntropies: Array.from({ length: outputs.rows }, () => 0.1),
  });
  await fc.assert(
    fc.asyncProperty(cutOutcomes, async ({ whole, cuts }) => {
      const cut = await evaluationOf(batches(whole, cuts).map(measured), plan);
      assertEquals(bitsOf(cut), bitsOf(await evaluationOf([measured(whole)], plan)));
    }),
  );
});

/** One column as pairs of output and target. */
function column({ outputs, targets }: Outcomes, j: number): { a: number; positive: boolean }[] {
  return Array.from({ length: outputs.rows }, (_, i) => ({
    a: outputs.data[i * outputs.columns + j]!,
    positive: targets.data[i * outputs.columns + j]! > 0.5,
  }));
}

Deno.test("rocAuc() is the share of pairs in the right order, ties one half, pair by pair", () => {
  fc.assert(
    fc.property(outcomes, (whole) => {
      const found = measure(rocAuc({ average: "perClass" }), whole.outputs, whole.targets);
      found.forEach((auc, j) => {
        const all = column(whole, j);
        const pairs = all.filter(({ positive }) => positive).flatMap((high) =>
          all.filter(({ positive }) => !positive).map((low) =>
            high.a > low.a ? 1 : high.a === low.a ? 0.5 : 0
          )
        );
        // Halves add up exactly, so the two quotients are of the same numbers.
        assertEquals(auc, pairs.reduce<number>((sum, won) => sum + won, 0) / pairs.length);
      });
    }),
  );
});

Deno.test("averagePrecision() is the mean over the positives of precision at their own output", () => {
  fc.assert(
    fc.property(outcomes, (whole) => {
      const found = measure(
        averagePrecision({ average: "perClass" }),
        whole.outputs,
        whole.targets,
      );
      found.forEach((average, j) => {
        const all = column(whole, j);
        const positives = all.filter(({ positive }) => positive);
        const precisions = positives.map(({ a }) =>
          positives.filter((each) => each.a >= a).length / all.filter((each) => each.a >= a).length
        );
        const expected = precisions.reduce((sum, p) => sum + p, 0) / positives.length;
        if (Number.isNaN(expected)) assertEquals(average, NaN);
        else assertAlmostEquals(average, expected, 1e-14); // sums of at most 12 quotients
      });
    }),
  );
});

Deno.test("precision, recall and F1 are those of the sets of decided and of true examples", () => {
  fc.assert(
    fc.property(outcomes, ({ outputs, targets }) => {
      const { rows, columns } = outputs;
      const decided = decide(outputs).data;
      const setOf = (isIn: (index: number) => boolean, j: number) =>
        new Set(Array.from({ length: rows }, (_, i) => i).filter((i) => isIn(i * columns + j)));
      const of = Array.from({ length: columns }, (_, j) => {
        const taken = setOf((index) => decided[index] === 1, j);
        const right = setOf((index) => targets.data[index]! > 0.5, j);
        const both = taken.intersection(right).size;
        return {
          precision: both / taken.size,
          recall: both / right.size,
          f1: 2 * both / (taken.size + right.size),
          support: right.size,
          occurs: taken.union(right).size > 0,
        };
      });
      const { perClass, macro, weighted } = measure(classReport(), outputs, targets);
      assertEquals(perClass, of.map(({ occurs: _, ...each }) => each));
      for (const name of ["precision", "recall", "f1"] as const) {
        const occurring = of.filter(({ occurs }) => occurs);
        const values = occurring.map((each) => Number.isNaN(each[name]) ? 0 : each[name]);
        const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
        assertAlmostEquals(macro[name], mean, 1e-15); // at most 4 numbers of order 1
        const support = of.reduce((sum, each) => sum + each.support, 0);
        const sum = values.reduce((sum, x, i) => sum + x * occurring[i]!.support, 0);
        if (support === 0) assertEquals(weighted[name], NaN);
        else assertAlmostEquals(weighted[name], sum / support, 1e-15);
      }
    }),
  );
});

Deno.test("topK(1) is accuracy(), topK() never falls as k grows; confusionMatrix() counts example by example", () => {
  fc.assert(
    fc.property(outcomes, ({ outputs, targets }) => {
      const { columns } = outputs;
      const found = Array.from(
        { length: columns },
        (_, i) => measure(topK(i + 1), outputs, targets),
      );
      assertEquals(found[0], measure(accuracy(), outputs, targets));
      assertEquals(found.at(-1), 1);
      assert(found.every((share, i) => i === 0 || share >= found[i - 1]!));
      const confusion = measure(confusionMatrix(), outputs, targets);
      const labels = labelsOf(targets), decided = labelsOf(outputs);
      assertEquals([confusion.rows, confusion.columns], [columns, columns]);
      Array.from(confusion.data).forEach((n, index) => {
        const truth = Math.floor(index / columns), taken = index % columns;
        const same = labels.filter((label, i) => label === truth && decided[i] === taken);
        assertEquals(n, same.length);
      });
    }),
  );
});

Deno.test("rSquared() equals the two-pass formula, also far from zero", () => {
  fc.assert(
    fc.property(outcomes, fc.constantFrom(0, 1, 1e6), ({ outputs, targets }, shift) => {
      const shifted = (any: Matrix): Matrix => ({
        ...any,
        data: Array.from(any.data, (x) => x + shift),
      });
      const a = shifted(outputs), y = shifted(targets);
      measure(rSquared({ average: "perOutput" }), a, y).forEach((found, j) => {
        const pairs = Array.from({ length: a.rows }, (_, i) => i * a.columns + j)
          .map((index) => ({ a: a.data[index]!, y: y.data[index]! }));
        const mean = pairs.reduce((sum, { y }) => sum + (y - shift), 0) / pairs.length + shift;
        const spread = pairs.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
        const errors = pairs.reduce((sum, { a, y }) => sum + (a - y) ** 2, 0);
        if (pairs.every(({ y }) => y === pairs[0]!.y)) return assertEquals(found, NaN);
        // The mean is off by some ε · shift, the spread by N (ε shift)² + 2 ε shift Σ|y − ȳ|.
        const off = 4e-16 * (1 + shift) * Math.sqrt(pairs.length / spread);
        if (off > 1e-3) return; // all targets the same but for rounding
        const allowed = (1e-13 + 10 * off) * (1 + errors / spread);
        assertAlmostEquals(found, 1 - errors / spread, allowed);
      });
    }),
  );
});
