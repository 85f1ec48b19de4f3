import { type Activation, ACTIVATIONS, checkTable, verifyGradients } from "../../mod.ts";
import type { Progress } from "./progress.ts";

/**
 * Proves the gradients of every activation × activation × loss, compares them with finite
 * differences, too, and says so in one line.
 *
 * @param shown Where to say it.
 * @param activations What to cross; all that are built in if left out.
 * @returns Whether all are proved and all agree.
 */
export function checkedGradients(
  shown: Progress,
  activations: readonly Activation[] = Object.values(ACTIVATIONS),
): boolean {
  const started = performance.now();
  const { verdicts, proved } = verifyGradients({ activations });
  const entries = checkTable({ activations });
  const agreed = entries.filter(({ check }) => check.passed).length;
  const seconds = (performance.now() - started) / 1000;
  shown.line(
    `gradients: ${proved} of ${verdicts.length} claims proved, ${agreed} of ${entries.length} ` +
      `combinations agree with finite differences (${seconds.toFixed(2)} s)`,
  );
  for (const { subject, verdict, counterexample, reason } of verdicts) {
    if (verdict === "proved") continue;
    const { where, got, expected } = counterexample ?? {};
    const why = reason ?? `${where}: got ${got}, expected ${expected}`;
    shown.line(`error: ${subject} is ${verdict}: ${why}`);
  }
  for (const { hidden, output, loss, check } of entries) {
    for (const { layer, name, worst, passed } of check.parameters) {
      if (passed) continue;
      shown.line(
        `error: ${hidden} × ${output} × ${loss}: layer ${layer}, ${name}[${worst.index}]: ` +
          `got ${worst.got}, expected ${worst.expected}`,
      );
    }
  }
  return proved === verdicts.length && agreed === entries.length;
}
