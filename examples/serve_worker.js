/**
 * Serves a model as a worker of Cloudflare's form, which has the file of the model among its static
 * assets: `[assets] directory = "assets"` and `binding = "ASSETS"` in its configuration.
 *
 * Such workers make no WebAssembly while they run, hence the reference executor; and what a request
 * awaits must be its own, hence batches of one.
 */
import { decodeModel } from "@backproof/backproof/formats";
import { modelHandler } from "@backproof/backproof/serve";

let handler;

export default {
  async fetch(request, env) {
    handler ??= await handlerOf(await env.ASSETS.fetch(new URL("/digits.json", request.url)));
    return await handler(request);
  },
};

async function handlerOf(asset) {
  const model = await decodeModel(new Uint8Array(await asset.arrayBuffer()));
  return modelHandler(model, { executor: "reference", batch: 1 });
}
