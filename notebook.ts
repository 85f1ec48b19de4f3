/**
 * Notebooks of `deno jupyter`: networks, trainings, evaluations, data sets, images, formulas and verdicts
 * show themselves, and training draws its chart.
 *
 * @example In the first cell
 * ```ts
 * import { notebook } from "@backproof/backproof/notebook";
 * import { dense, network, tanh } from "@backproof/backproof/engine";
 * import { assertEquals } from "@std/assert";
 *
 * notebook();
 * const small = network({ inputs: 2, layers: [dense(1, tanh)], seed: 1 });
 * assertEquals(Deno.inspect({ small }), "{ small: 2-1 tanh }");
 * ```
 *
 * @module
 */

export { displayOf } from "./src/notebook/displays.ts";
export type { Shown } from "./src/notebook/display.ts";
export { liveChart } from "./src/notebook/live_chart.ts";
export { notebook } from "./src/notebook/notebook.ts";
export type { PicturesOptions } from "./src/notebook/images.ts";
export { type Pictures, pictures } from "./src/notebook/sorts/pictures.ts";
