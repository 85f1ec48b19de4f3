import { softmax } from "../../nn/activations/softmax.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { dense } from "../../nn/layers/dense.ts";
import type { Loss, Pair } from "../../nn/losses/loss.ts";
import { softmaxCrossEntropy } from "../../nn/losses/softmax_cross_entropy.ts";
import { ONE_HOT, ROWS_SUM_TO_ONE } from "../claims/preconditions.ts";
import { type GradientFinding, provePlan } from "./verdicts.ts";

/** A way of computing the error of softmax with cross-entropy, and what it takes of the targets. */
export interface Fixture {
  /** The error, as a formula. */
  readonly name: string;
  /** The error at the output. */
  readonly error: Pair["error"];
  /** What the prover is to infer: a condition on the targets, nothing, or that it is wrong. */
  readonly needs: string | undefined | "refuted";
}

/** Four errors of one pair: one right for any targets, two under conditions, one never. */
const fixtures = (): readonly Fixture[] => [
  { name: "a Σy − y, (31)", error: softmaxCrossEntropy.error, needs: undefined },
  {
    name: "a − y, (32)",
    error: (m, { a }, y) => a.map((aj, j) => m.sub(aj, y[j]!)),
    needs: ROWS_SUM_TO_ONE.text,
  },
  {
    name: "a − y²",
    error: (m, { a }, y) => a.map((aj, j) => m.sub(aj, m.mul(y[j]!, y[j]!))),
    needs: ONE_HOT.text,
  },
  {
    name: "a + y",
    error: (m, { a }, y) => a.map((aj, j) => m.add(aj, y[j]!)),
    needs: "refuted",
  },
];

/** What became of a fixture. */
export interface FixtureFinding {
  /** The fixture. */
  readonly fixture: Fixture;
  /** The verdict, with the condition that was inferred. */
  readonly finding: GradientFinding;
  /** Whether that is what the fixture needs. */
  readonly agrees: boolean;
}

/**
 * Stage 3: the weakest condition on the targets under which each fixture is right.
 *
 * @param seed Where all random values start.
 */
export function provePreconditions(seed: number): FixtureFinding[] {
  return fixtures().map((fixture) => {
    const pair: Pair = { ...softmaxCrossEntropy, error: fixture.error };
    const loss: Loss = { ...categoricalCrossEntropy, pairs: [pair] };
    const layers = [dense(3, softmax)];
    const found = provePlan({ inputs: 2, layers, loss, examples: 3 }, seed);
    const finding = { ...found, subject: `softmax with cross-entropy, error ${fixture.name}` };
    const inferred = finding.verdict === "proved" ? finding.precondition : finding.verdict;
    return { fixture, finding, agrees: inferred === fixture.needs };
  });
}
