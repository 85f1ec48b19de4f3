import { describeNetwork } from "../engine/network.ts";
import type { ModelInputs } from "../model/inputs.ts";
import type { Model } from "../model/model.ts";
import type { ModelOutputs } from "../model/outputs.ts";
import { carrierOf, type Schema } from "./carriers.ts";
import type { Settings } from "./handler_options.ts";
import { FORM_TYPE, JSON_TYPE, mediaTypesOf } from "./media_types.ts";

/** The interface of a handler as an OpenAPI 3.1 document. */
export function openApiOf(
  { network, inputs, outputs }: Model,
  { maxBody, maxRows, timeout }: Settings,
): unknown {
  const schemas = {
    Example: carrierOf(inputs).schema(inputs),
    Prediction: predictionSchema(outputs),
    Error: objectOf({ error: { type: "string" } }),
  };
  const requestBody = { required: true, content: contentOf(inputs) };
  const predictions = { type: "array", items: reference("Prediction") };
  const refusals = {
    400: "The body does not parse, or an example does not fit the model",
    408: `The body did not arrive within ${timeout / 1000} s`,
    413: `The body has more than ${maxBody} bytes, or ${maxRows} examples`,
    415: "The model does not take bodies of this type",
    503: "Too many requests wait, or the prediction takes too long",
  };
  return {
    openapi: "3.1.0",
    info: { title: describeNetwork(network), version: "1" },
    paths: {
      "/predict": {
        post: {
          operationId: "predict",
          summary: "Predicts examples",
          requestBody,
          responses: {
            200: answer("A prediction for each example", objectOf({ predictions })),
            ...Object.fromEntries(
              Object.entries(refusals).map(([status, about]) => {
                return [status, answer(about, reference("Error"))];
              }),
            ),
          },
        },
      },
      "/health": get(
        "health",
        "Whether predictions can be made",
        objectOf({ status: { const: "ok" } }),
      ),
      "/": get("describe", "What the model takes and answers", { type: "object" }),
      "/openapi.json": get("openapi", "This document", { type: "object" }),
    },
    components: { schemas },
  };
}

/** What a body may hold, by its type. */
function contentOf(
  inputs: ModelInputs,
): Readonly<Record<string, { schema: Schema }>> {
  const example = reference("Example"), { bodies } = carrierOf(inputs);
  const examples = { type: "array", items: example };
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  const schemaOf = (type: string): Schema => {
    if (type === JSON_TYPE) return { anyOf: [objectOf({ rows: examples }), examples, example] };
    if (type === FORM_TYPE) return { type: "object", additionalProperties: file };
    return { description: bodies[type]!.about(inputs) };
  };
  return Object.fromEntries(mediaTypesOf(inputs).map((type) => [type, { schema: schemaOf(type) }]));
}

/** What the model says of an example. */
function predictionSchema({ task, names }: ModelOutputs): Schema {
  const name = { enum: names };
  const numbers = (of: Schema) => objectOf(Object.fromEntries(names.map((name) => [name, of])));
  const probabilities = numbers({ type: "number", minimum: 0, maximum: 1 });
  const warning = { type: "string", description: "Why the prediction deserves no trust" };
  const said = {
    classification: { class: name, probabilities },
    labels: { labels: { type: "array", items: name }, probabilities },
    regression: { values: numbers({ type: "number" }) },
  };
  return { ...objectOf({ ...said[task], warning }), required: Object.keys(said[task]) };
}

function get(operationId: string, summary: string, schema: Schema): unknown {
  return { get: { operationId, summary, responses: { 200: answer(summary, schema) } } };
}

function answer(description: string, schema: Schema): unknown {
  return { description, content: { [JSON_TYPE]: { schema } } };
}

function objectOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", properties, required: Object.keys(properties) };
}

function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
