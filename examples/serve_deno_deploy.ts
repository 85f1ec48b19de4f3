/**
 * Serves a model on Deno Deploy, or wherever Deno runs:
 * `MODEL=digits.json deno serve --allow-read --allow-env=MODEL serve_deno_deploy.ts`.
 *
 * Deno Deploy takes the file of the model along with the program, where it lies beside it.
 */
import { loadModel } from "@backproof/backproof/formats";
import { modelHandler } from "@backproof/backproof/serve";

const model = await loadModel(Deno.env.get("MODEL") ?? "digits.json");

export default { fetch: modelHandler(model, { executor: "wasm", cors: "*" }) };
