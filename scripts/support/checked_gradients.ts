import { checkTable } from "../../mod.ts";
import { duration, type Progress } from "./progress.ts";

/**
 * Checks the gradients of every activation × activation × loss, and says so in one line.
 *
 * @param shown Where to say it.
 * @returns Whether all agree with finite differences.
 */
export function checkedGradients(shown: Progress): boolean {
  const started = performance.now();
  const entries = checkTable();
  const agreed = entries.filter(({ check }) => check.passed);
  const seconds = (performance.now() - started) / 1000;
  shown.line(
    `gradients: ${agreed.length} of ${entries.length} activation × activation × loss ` +
      `agree with finite differences (${duration(seconds)})`,
  );
  for (const { hidden, output, loss, check } of entries.filter((entry) => !entry.check.passed)) {
    for (const { layer, name, worst, passed } of check.parameters) {
      if (passed) continue;
      shown.line(
        `error: ${hidden} × ${output} × ${loss}: layer ${layer}, ${name}[${worst.index}]: ` +
          `got ${worst.got}, expected ${worst.expected}`,
      );
    }
  }
  return agreed.length === entries.length;
}
