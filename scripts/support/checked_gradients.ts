import { drawSeed } from "../../src/core/random/random.ts";
import { type Training, verifyTraining } from "../../src/verify/ladder/training_verdicts.ts";
import type { GradientFinding } from "../../verify.ts";
import type { Progress } from "./progress.ts";

/**
 * Proves the gradients of a training, compares them with finite differences, and reports both in one
 * line, with the shapes that were tried.
 *
 * @param onVerdicts Called with what was found of each claim.
 * @returns Whether all are proved and agree.
 */
export function checkedGradients(
  shown: Pick<Progress, "line">,
  training: Training,
  seed = drawSeed(),
  onVerdicts?: (verdicts: readonly GradientFinding[]) => void,
): boolean {
  const started = performance.now();
  const { verdicts, check } = verifyTraining(training, seed);
  onVerdicts?.(verdicts);
  const proved = verdicts.filter(({ verdict }) => verdict === "proved").length;
  const agrees = check?.passed ?? true;
  const seconds = (performance.now() - started) / 1000;
  const { shapes } = verdicts.at(-1)!;
  shown.line(
    `gradients: ${proved} of ${verdicts.length} claims proved` +
      (shapes ? `, in ${unique(shapes)}` : ""),
  );
  shown.line(
    `gradients: finite differences ${agrees ? "agree" : "disagree"} ` +
      `(${seconds.toFixed(2)} s, seed ${seed})`,
  );
  for (const { subject, verdict, counterexample, reason } of verdicts) {
    if (verdict === "proved") continue;
    const { where, got, expected } = counterexample ?? {};
    const why = reason ?? `${where}: got ${got}, expected ${expected}`;
    shown.line(`error: ${subject} is ${verdict}: ${why}`);
  }
  for (const { layer, name, worst, passed } of check?.parameters ?? []) {
    if (passed) continue;
    const { index, got, expected } = worst;
    shown.line(`error: layer ${layer}, ${name}[${index}]: got ${got}, expected ${expected}`);
  }
  return proved === verdicts.length && agrees;
}

/** Shapes in words, each once: parts of a network often share them. */
function unique(shapes: string): string {
  return [...new Set(shapes.split("; "))].join("; ");
}
