import type { Regularizer } from "../../engine.ts";
import { checkTable, type CheckTableOptions, verifyGradients } from "../../verify.ts";
import type { Progress } from "./progress.ts";

/** What a training uses. */
interface Used extends Pick<CheckTableOptions, "activations" | "losses"> {
  readonly regularizers?: readonly Regularizer[];
}

/**
 * Proves the gradients of activations, losses and the networks that combine them, compares them with
 * finite differences, and reports both in one line.
 *
 * @param used The activations, losses and regularizers; defaults to all that are built in.
 * @returns Whether all are proved and all agree.
 */
export function checkedGradients(shown: Progress, used: Used = {}): boolean {
  const started = performance.now();
  const { verdicts, proved, seed } = verifyGradients(used);
  const { regularizers: _, ...combined } = used;
  const entries = checkTable(combined).filter(({ check }) => check !== undefined);
  const agreed = entries.filter(({ check }) => check!.passed).length;
  const seconds = (performance.now() - started) / 1000;
  shown.line(
    `gradients: ${proved} of ${verdicts.length} claims proved, ${agreed} of ${entries.length} ` +
      `combinations agree with finite differences (${seconds.toFixed(2)} s, seed ${seed})`,
  );
  for (const { subject, verdict, counterexample, reason } of verdicts) {
    if (verdict === "proved") continue;
    const { where, got, expected } = counterexample ?? {};
    const why = reason ?? `${where}: got ${got}, expected ${expected}`;
    shown.line(`error: ${subject} is ${verdict}: ${why}`);
  }
  for (const { layers, loss, check } of entries) {
    for (const { layer, name, worst, passed } of check!.parameters) {
      if (passed) continue;
      shown.line(
        `error: ${[...layers, loss].join(" × ")}: layer ${layer}, ${name}[${worst.index}]: ` +
          `got ${worst.got}, expected ${worst.expected}`,
      );
    }
  }
  return proved === verdicts.length && agreed === entries.length;
}
