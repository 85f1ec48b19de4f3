import { checkCount, checkFunctions, checkPositive } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import type { PredictOptions } from "../train/predict.ts";

/**
 * Options of {@linkcode modelHandler}.
 * @category Serving
 */
export interface HandlerOptions extends PredictOptions {
  /** The largest body, in bytes. Defaults to 10 MiB. */
  readonly maxBody?: number;
  /** The most examples of a request. Defaults to 1000. */
  readonly maxRows?: number;
  /** The most pixels of an image file. Defaults to 2²⁴. */
  readonly maxPixels?: number;
  /** The most milliseconds from the beginning of a request to its answer. Defaults to 10,000. */
  readonly timeout?: number;
  /**
   * The most examples of a forward pass that joins requests. Defaults to 64; 1 keeps requests apart,
   * which platforms need that bind promises to a request.
   */
  readonly batch?: number;
  /** The most examples that wait for a forward pass; others are refused. Defaults to 1000. */
  readonly maxWaiting?: number;
  /** The origin whose pages may use the answers, `*` for all. By default none may. */
  readonly cors?: string;
  /** Is told of errors that are not the client's, which it sees as `500` without a reason. */
  readonly onError?: (error: unknown) => void;
}

/** Options with their defaults. */
export type Settings =
  & Required<Omit<HandlerOptions, "cors" | "onError" | "executor">>
  & Pick<HandlerOptions, "cors" | "onError" | "executor">;

/** Throws unless options are right; with defaults where they are left out. */
export function settingsOf(options: HandlerOptions): Settings {
  const given = checkOptions(
    "modelHandler()",
    options,
    "executor maxBody maxRows maxPixels timeout batch maxWaiting cors onError",
  );
  const settings = {
    ...{ maxBody: 10 * 2 ** 20, maxRows: 1000, maxPixels: 2 ** 24 },
    ...{ timeout: 10_000, batch: 64, maxWaiting: 1000 },
    ...given,
  };
  for (const name of ["maxBody", "maxRows", "maxPixels", "batch", "maxWaiting"] as const) {
    checkCount(settings[name], name);
  }
  checkPositive(settings.timeout, "timeout");
  checkFunctions({ onError: settings.onError });
  const { cors } = settings;
  if (
    cors !== undefined && cors !== "*" && !(URL.canParse(cors) && new URL(cors).origin === cors)
  ) {
    throw new RangeError(
      `cors must be an origin such as "https://example.org", or "*", but found ${describe(cors)}`,
    );
  }
  return settings;
}
