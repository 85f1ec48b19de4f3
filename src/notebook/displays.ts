import { displayStyle } from "./display_style.ts";
import type { Display, Shown } from "./display.ts";
import { cellOf } from "../report/cell.ts";
import { Verification } from "../verify/ladder/verification.ts";
import { comparisons } from "./sorts/comparison.ts";
import { datasets, parts } from "./sorts/dataset.ts";
import { evaluations } from "./sorts/evaluation.ts";
import { files } from "./sorts/file.ts";
import { activations, equations, expressions, losses, networkEquations } from "./sorts/formulas.ts";
import { checks, gradients } from "./sorts/gradients.ts";
import { layers } from "./sorts/layer.ts";
import { matrices } from "./sorts/matrix.ts";
import { models, networks, summaries } from "./sorts/network.ts";
import { optimizers } from "./sorts/optimizer.ts";
import { pictured } from "./sorts/pictures.ts";
import { kinds, plans } from "./sorts/plan.ts";
import { proofs } from "./sorts/proof.ts";
import { records } from "./sorts/record.ts";
import { histories, runs } from "./sorts/training.ts";
import { findings } from "./sorts/verdict.ts";

/** What the kernel of Deno asks a value for. */
export const DISPLAY_SYMBOL: symbol = /* @__PURE__ */ Symbol.for("Jupyter.display");

/** The displays of all sorts; the first that recognizes a value shows it. */
const DISPLAYS: readonly Display[] = [
  ...[expressions, equations, networkEquations, activations, losses],
  ...[models, networks, summaries, layers, plans, kinds, optimizers, files],
  ...[runs, histories, records, evaluations],
  ...[proofs, findings, comparisons, checks, gradients, pictured, datasets, parts, matrices],
];

/** The display of a value, if it is of a sort that has one. */
export function displayFor(value: unknown): Display | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return DISPLAYS.find((display) => display.recognizes(value));
  } catch {
    return undefined; // a proxy may throw at whatever is asked of it
  }
}

/**
 * What a notebook shows of a value: its MIME bundle.
 *
 * @returns Nothing for values of sorts that have no display.
 *
 * @example
 * ```ts
 * import { dense, displayOf, network, tanh } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const shown = await displayOf(network({ inputs: 2, layers: [dense(3, tanh)] }));
 * assert(shown!["text/html"].includes("<svg"));
 * assertEquals(await displayOf({ inputs: 2 }), undefined);
 * ```
 * @category Notebooks
 */
export async function displayOf(value: unknown): Promise<Shown | undefined> {
  const display = displayFor(value);
  if (display !== undefined) return await shownBy(display, value as object);
  // Some show themselves everywhere, as the findings of verifyGradients.
  return value instanceof Verification
    ? (value as unknown as { [symbol: symbol]: () => Shown })[DISPLAY_SYMBOL]!()
    : undefined;
}

/** What a display shows of a value. */
export async function shownBy(display: Display, value: object): Promise<Shown> {
  return {
    "text/plain": textBy(display, value),
    "text/html": cellOf(await display.html(value), displayStyle()),
    ...(display.latex && { "text/latex": display.latex(value) }),
  };
}

/** What a display writes of a value: some lines, or the first alone. */
export function textBy(display: Display, value: object, isInside = false): string {
  const text = display.text(value);
  return isInside ? text.split("\n", 1)[0]! : text;
}
