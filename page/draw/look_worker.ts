import { float64 } from "../../src/core/arithmetic/float64.ts";
import { selectRows } from "../../src/core/matrix/matrix.ts";
import { fileKind } from "../../src/core/support/file_kind.ts";
import { forward } from "../../src/engine/forward.ts";
import { describeNetwork, outputsOf } from "../../src/engine/network.ts";
import { saliency } from "../../src/engine/saliency.ts";
import { networkCodec } from "../../src/formats/network_file.ts";
import { IMAGE } from "../../src/model/image_inputs.ts";
import { type Model, model as modelOf } from "../../src/model/model.ts";
import { softmax } from "../../src/nn/activations/softmax.ts";
import { postToPage } from "../shell/workers.ts";
import type { LookAnswer, LookRequest, Sight } from "./messages.ts";

const SIDE = 28;
const IMAGE_OF = { kind: "image", width: SIDE, height: SIDE, colour: "grey" } as const;

let model: Model | undefined;
let queue = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<LookRequest>) => {
  queue = queue.then(() => answer(data)).then(postToPage, (error) => {
    postToPage({ tell: "failed", words: (error as Error).message });
  });
});

async function answer(request: LookRequest): Promise<LookAnswer> {
  if (request.ask === "look") return { tell: "sight", ...await lookAt(request) };
  const { bytes } = request;
  // Of all formats only this: the others would double what a visitor has to wait for.
  if (!networkCodec.recognizes(bytes)) {
    throw new SyntaxError(
      `The model must be a file that this page or deno task train has saved, but this is ${
        fileKind(bytes)
      }`,
    );
  }
  const found = modelOf(await networkCodec.decode!(bytes, {}));
  const { network, outputs } = found;
  if (network.inputs !== SIDE ** 2 || outputsOf(network) < 2) {
    throw new RangeError(
      `The model must take 28 × 28 pixels and have two outputs or more, but it is ` +
        describeNetwork(network),
    );
  }
  model = found;
  return { tell: "model", words: describeNetwork(network), names: outputs.names };
}

/** A forward pass, and the way back from one output to the pixels. */
async function lookAt(
  { pixels, side, isCentred, output }: Extract<LookRequest, { ask: "look" }>,
): Promise<{ readonly sight?: Sight }> {
  if (pixels === undefined || model === undefined) return {};
  const picture = { width: side, height: side, data: pixels };
  const inputs = await IMAGE.encode([picture], {
    ...IMAGE_OF,
    ...(isCentred && { framing: "digit" as const }),
  });
  const { network, outputs: { names, activation } } = model;
  const { layers, outputs } = forward(network, inputs);
  const row = Array.from(outputs.data);
  const probabilities = activation === "softmax" ? softmax.value(float64, row) : row;
  const chosen = output ?? row.indexOf(Math.max(...row));
  const shown = layers.slice(0, -1).map(({ a }, l) => {
    return {
      name: network.layers[l]!.activation?.name ?? network.layers[l]!.kind.name,
      values: a.data,
    };
  });
  return {
    sight: {
      image: selectRows(inputs).data,
      layers: shown,
      ...{ names, probabilities, output: chosen },
      saliency: saliency(network, inputs, chosen).data,
    },
  };
}
