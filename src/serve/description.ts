import { describeNetwork } from "../engine/network.ts";
import type { Model } from "../model/model.ts";
import { carrierOf } from "./carriers.ts";
import { mediaTypesOf } from "./media_types.ts";

/** What a model takes and answers, in short. */
export function descriptionOf({ network, inputs, outputs, training }: Model): unknown {
  return {
    network: describeNetwork(network),
    inputs: { kind: inputs.kind, example: carrierOf(inputs).schema(inputs) },
    outputs: { task: outputs.task, names: outputs.names },
    ...(training && { training }),
    predict: { method: "POST", path: "/predict", contentTypes: mediaTypesOf(inputs) },
    openapi: "/openapi.json",
  };
}
