import { softmax } from "../../nn/activations/softmax.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { dense } from "../../nn/layers/dense.ts";
import type { Loss, Pair } from "../../nn/losses/loss.ts";
import { softmaxCrossEntropy } from "../../nn/losses/softmax_cross_entropy.ts";
import { ONE_HOT, ROWS_SUM_TO_ONE } from "../claims/preconditions.ts";
import type { GradientFinding } from "./formula_verdicts.ts";
import { provePlan } from "./network_verdicts.ts";

/**
 * A formula for the error of softmax with cross-entropy, and the condition that it needs.
 * @category Proofs
 */
export interface Fixture {
  /** The formula as text. */
  readonly name: string;
  /** The error at the output. */
  readonly error: Pair["error"];
  /** The condition on the targets that must be inferred, if any, or that it must be refuted. */
  readonly needs: string | undefined | "refuted";
}

/** One error that is right for arbitrary targets, two that need conditions, and a wrong one. */
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

/**
 * The outcome for a fixture.
 * @category Proofs
 */
export interface FixtureFinding {
  /** The fixture. */
  readonly fixture: Fixture;
  /** The verdict, with the inferred condition. */
  readonly finding: GradientFinding;
  /** Whether that is what the fixture needs. */
  readonly agrees: boolean;
}

/** Stage 3: the weakest condition on the targets under which each fixture is right. */
export function provePreconditions(seed: number): FixtureFinding[] {
  return fixtures().map((fixture) => {
    const pair: Pair = { ...softmaxCrossEntropy, error: fixture.error };
    const loss: Loss = { ...categoricalCrossEntropy, pairs: [pair] };
    const layers = [dense(3, softmax)];
    const found = provePlan({ inputs: 2, layers, loss, examples: 3 }, seed);
    const finding = { ...found, subject: `softmax with cross-entropy, error ${fixture.name}` };
    const inferred = finding.verdict === "proved"
      ? undefined
      : finding.precondition ?? finding.verdict;
    return { fixture, finding, agrees: inferred === fixture.needs };
  });
}
