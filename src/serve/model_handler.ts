import { describe } from "../core/support/describe.ts";
import { checkNetwork } from "../engine/network.ts";
import { executorOf } from "../executors/registry.ts";
import type { Model } from "../model/model.ts";
import { answersOf } from "./answers.ts";
import { descriptionOf } from "./description.ts";
import { type HandlerOptions, type Settings, settingsOf } from "./handler_options.ts";
import { openApiOf } from "./open_api.ts";
import { predictorOf } from "./predictor.ts";
import { Refusal } from "./refusal.ts";

/**
 * Answers requests for predictions, as servers of web standards call it: `Deno.serve(handler)`,
 * `export default { fetch: handler }`.
 *
 * `POST /predict` takes `{ "rows": […] }`, an example, or a body of another type that the model takes,
 * and answers `{ "predictions": […] }`. `GET /` describes the model, `GET /openapi.json` the interface,
 * `GET /health` says that it runs. Requests that come together share a forward pass. Every error is
 * `{ "error": reason }`.
 *
 * @returns A handler, whose promise never rejects.
 * @throws {TypeError} If the model is not one, or an option is unknown.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { dense, model, modelHandler, network, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
 * const handler = modelHandler(model({ network: net }));
 * const answer = await handler(
 *   new Request("http://localhost/predict", {
 *     method: "POST",
 *     headers: { "content-type": "application/json" },
 *     body: JSON.stringify({ rows: [[0, 0]] }),
 *   }),
 * );
 * assertEquals(answer.status, 200);
 * const { predictions } = await answer.json();
 * assertEquals(predictions, [{ class: "0", probabilities: { 0: 0.5, 1: 0.5 } }]);
 * ```
 * @category Serving
 */
export function modelHandler(
  model: Model,
  options: HandlerOptions = {},
): (request: Request) => Promise<Response> {
  const settings = settingsOf(options);
  checkNetwork(model?.network);
  if (typeof model.predict !== "function") {
    throw new TypeError(`A handler takes what model() returns, but found ${describe(model)}`);
  }
  executorOf(settings.executor ?? "reference");
  const routes = routesOf(model, settings), answers = answersOf(settings);
  const answerTo = async (request: Request, method: string) => {
    try {
      const route = routes.get(pathOf(request.url));
      if (route === undefined) {
        throw new Refusal(404, `The path must be one of ${[...routes.keys()].join(", ")}`);
      }
      if (method === route.method) return answers.json(await route.answer(request));
      const allow = [...(route.method === "GET" ? ["GET", "HEAD"] : ["POST"]), "OPTIONS"];
      if (method === "OPTIONS") return answers.options(allow);
      const headers = { allow: allow.join(", ") };
      throw new Refusal(405, `The method must be one of ${headers.allow}`, headers);
    } catch (error) {
      return answers.refused(error);
    }
  };
  return async (request) => {
    const { method } = request;
    if (method !== "HEAD") return await answerTo(request, method);
    const { status, headers } = await answerTo(request, "GET");
    return new Response(null, { status, headers });
  };
}

/** What a path answers to one method. */
interface Route {
  readonly method: "GET" | "POST";
  /** The content of the answer, as JSON; throws a {@linkcode Refusal} for what the client did wrong. */
  readonly answer: (request: Request) => Promise<string>;
}

function routesOf(model: Model, settings: Settings): ReadonlyMap<string, Route> {
  const predictor = predictorOf(model, settings);
  const get = (content: () => unknown): Route => {
    let text: string | undefined;
    // deno-lint-ignore require-await -- its errors must reject
    return { method: "GET", answer: async () => text ??= JSON.stringify(content()) };
  };
  return new Map<string, Route>([
    ["/", get(() => descriptionOf(model))],
    ["/openapi.json", get(() => openApiOf(model, settings))],
    ["/health", {
      method: "GET",
      answer: async () => {
        await predictor.ready();
        return JSON.stringify({ status: "ok" });
      },
    }],
    ["/predict", {
      method: "POST",
      answer: async (request) => {
        return JSON.stringify({ predictions: await predictor.predictions(request) });
      },
    }],
  ]);
}

/** The path of an absolute URL as it was written: a client may send what no URL may be. */
function pathOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] || "/";
}
