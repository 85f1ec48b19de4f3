import type { Inputs } from "../core/matrix/matrix.ts";
import { printable } from "../core/support/describe.ts";
import { loadDecoder } from "../data/files/images/decoder.ts";
import { checkInputs } from "../engine/forward.ts";
import { encoded, type Example, type Model, predictionsFor } from "../model/model.ts";
import type { Prediction } from "../model/outputs.ts";
import { bodyReader } from "./body.ts";
import { predictionQueue } from "./batching.ts";
import type { Settings } from "./handler_options.ts";
import { parserFor } from "./media_types.ts";
import { Refusal } from "./refusal.ts";
import { timeLimit } from "./time_limit.ts";

/** Answers requests for predictions. */
export interface Predictor {
  /** Resolves once the executor has run the model; rejects if it cannot. */
  readonly ready: () => Promise<void>;
  /** The predictions of a request; rejects with a {@linkcode Refusal} of what the client did wrong. */
  readonly predictions: (request: Request) => Promise<readonly Prediction[]>;
}

/** Reads requests within limits, and predicts what they hold, those that come together at once. */
export function predictorOf(model: Model, settings: Settings): Predictor {
  const { executor, batch, maxWaiting, maxBody, maxRows, maxPixels, timeout } = settings;
  const options = executor === undefined ? {} : { executor };
  const read = bodyReader(maxBody),
    queue = predictionQueue(model, { batch, maxWaiting, ...options });

  let isReady = false;
  async function ready(): Promise<void> {
    if (isReady) return;
    const { inputs: columns } = model.network;
    await predictionsFor(model, { rows: 1, columns, data: new Float64Array(columns) }, options);
    isReady = true;
  }

  async function inputsOf(examples: readonly Example[]): Promise<Inputs> {
    if (examples.length > maxRows) {
      const found = `found ${examples.length}`;
      throw new Refusal(413, `A request may have at most ${maxRows} examples, but ${found}`);
    }
    const isFile = examples.some((example) => example instanceof Uint8Array);
    if (isFile) {
      await loadDecoder().catch(() => {
        throw new Refusal(501, "Image files cannot be decoded here: send pixels");
      });
    }
    const inputs = await encoded(model, examples, { maxPixels });
    checkInputs(model.network, inputs);
    return inputs;
  }

  return {
    ready,
    predictions: async (request) => {
      const parse = parserFor(request.headers, model.inputs);
      await ready();
      const limit = timeLimit(timeout), arrived = queue.arriving();
      try {
        let waiting: Promise<readonly Prediction[]>;
        try {
          const body = await read(request, limit);
          const inputs = await explained(async () => inputsOf(await parse(body)), TYPED);
          if (inputs.rows === 0) return [];
          waiting = queue.predictions(inputs, limit);
        } finally {
          arrived();
        }
        // The executor runs, so that what it refuses is a number that it cannot hold.
        return await explained(() => waiting, [RangeError]);
      } finally {
        limit.end();
      }
    },
  };
}

const TYPED = [SyntaxError, TypeError, RangeError];

/** The same with errors of the library as refusals: they say what is wrong with an input. */
async function explained<Result>(
  of: () => Promise<Result>,
  kinds: readonly ErrorConstructor[],
): Promise<Result> {
  try {
    return await of();
  } catch (error) {
    const isKnown = kinds.some((kind) => error instanceof kind);
    throw isKnown ? new Refusal(400, printable((error as Error).message)) : error;
  }
}
