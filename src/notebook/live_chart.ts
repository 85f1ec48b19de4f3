import { displayStyle } from "./display_style.ts";
import { percent, rounded } from "../core/support/quantities.ts";
import { stretchesOf } from "../core/support/stretches.ts";
import type { Metrics } from "../metrics/metric.ts";
import { type Drawing, loadDrawing } from "../report/drawing.ts";
import { cellOf } from "../report/cell.ts";
import { escapeHtml } from "../report/html.ts";
import type { EpochRecord } from "../train/history.ts";
import type { FitOptions, StepProgress } from "../train/fit/fit_options.ts";
import { checkFitOptions } from "../train/fit/task.ts";
import { drawnCharts } from "./training_charts.ts";

/** Pictures are at least this many milliseconds apart, ... */
const APART = 300;
/** ... and this many times as long as one takes to draw. */
const SHARE = 33;

/** The largest number of points of a curve: even. */
const MOST_POINTS = 200;

/** What of the kernel of Deno is used. */
interface Kernel {
  readonly broadcast: (kind: string, content: object) => unknown;
}

/**
 * Options of `fit` that show a chart in a notebook while it trains: costs step by step, and the
 * validation after each epoch.
 *
 * The chart is drawn a few times a second, and takes at most 3 % of the time. What `onStep` and
 * `onEpoch` do in the options given is still done.
 *
 * @param options Options of `fit`.
 * @returns The same options, with a chart.
 * @throws {TypeError} Outside of a notebook, where nothing could be shown.
 *
 * @example
 * ```ts ignore
 * const run = await fit(untrained, train, liveChart({ loss, optimizer, epochs: 5, validation: test }));
 * ```
 * @category Notebooks
 */
export function liveChart<M extends Metrics = Record<never, never>>(
  options: FitOptions<M>,
): FitOptions<M> {
  const given = checkFitOptions("liveChart()", options);
  return chartIn(kernelHere(), given, crypto.randomUUID());
}

/** Options of `fit` that show a chart in a kernel, in a display of the given name. */
export function chartIn<M extends Metrics>(
  kernel: Kernel,
  options: FitOptions<M>,
  display: string,
): FitOptions<M> {
  const { epochs = 1 } = options, costs = stretchesOf(MOST_POINTS);
  const history: EpochRecord<M>[] = [];
  let drawing: Drawing | undefined, now: StepProgress | undefined;
  let before = 0; // steps that were taken before, by a training that is resumed
  let next = -Infinity, last: ReturnType<typeof setTimeout> | undefined;
  const points = ({ steps }: StepProgress) =>
    costs.means().map(({ last, mean }) => [(before + last) / steps, mean] as const);
  const show = (kind: "display_data" | "update_display_data") => {
    clearTimeout(last);
    const started = performance.now();
    const charts = drawing && now ? drawnCharts(drawing, { history, costs: points(now) }) : "";
    const words = inWords(now, history.at(-1), epochs);
    kernel.broadcast(kind, {
      data: {
        "text/plain": words,
        "text/html": cellOf(`<p>${escapeHtml(words)}</p>${charts}`, displayStyle()),
      },
      metadata: {},
      transient: { display_id: display },
    });
    const ended = performance.now();
    next = ended + Math.max(APART, SHARE * (ended - started));
  };
  const update = () => show("update_display_data");
  return {
    ...options,
    onStep: (progress) => {
      const { epoch, step, steps, cost } = progress;
      if (now === undefined) before = (epoch - 1) * steps + step - 1;
      now = progress;
      costs.add(cost);
      if (next === -Infinity) {
        show("display_data");
        // Without what draws there are words alone.
        loadDrawing().then((loaded) => drawing = loaded, () => {});
      } else if (performance.now() >= next) update();
      options.onStep?.(progress);
    },
    onEpoch: async (record, network) => {
      history.push(record);
      const answer = await options.onEpoch?.(record, network);
      clearTimeout(last);
      if (record.epoch === epochs || answer === "stop") {
        drawing = await loadDrawing().catch(() => undefined);
        update();
      } else {
        last = setTimeout(update, 2 * APART); // unless a step does it first: training may end here
      }
      return answer;
    },
  };
}

function kernelHere(): Kernel {
  try {
    const { jupyter } = (globalThis as { readonly Deno?: { readonly jupyter?: Kernel } }).Deno!;
    if (typeof jupyter?.broadcast === "function") return jupyter;
  } catch {
    // It throws outside of notebooks.
  }
  throw new TypeError(
    "liveChart() draws in a notebook of deno jupyter, but found none: " +
      "elsewhere, onStep and onEpoch of fit tell how training goes",
  );
}

function inWords(
  now: StepProgress | undefined,
  last: EpochRecord | undefined,
  epochs: number,
): string {
  const validation = last?.validation;
  return [
    now === undefined
      ? "training begins"
      : `epoch ${now.epoch} of ${epochs}, step ${now.step} of ` +
        `${now.steps}: cost ${rounded(now.cost, 4, "not a number")}`,
    ...(validation === undefined
      ? []
      : [`validation cost ${rounded(validation.cost, 4, "not a number")}`]),
    ...(validation === undefined || Number.isNaN(validation.accuracy)
      ? []
      : [`accuracy ${percent(validation.accuracy)}`]),
  ].join(", ");
}
