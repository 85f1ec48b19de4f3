/**
 * Models behind HTTP: a handler of requests for servers of web standards.
 *
 * @example
 * ```ts ignore
 * import { loadModel } from "@backproof/backproof/formats";
 * import { modelHandler } from "@backproof/backproof/serve";
 *
 * Deno.serve(modelHandler(await loadModel("iris.json")));
 * ```
 *
 * @module
 */

export type { HandlerOptions } from "./src/serve/handler_options.ts";
export { modelHandler } from "./src/serve/model_handler.ts";
