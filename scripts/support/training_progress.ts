import type { FitOptions } from "../../train.ts";
import { stretchesOf } from "../../src/core/support/stretches.ts";
import { pace } from "./pace.ts";
import type { Progress } from "./progress.ts";
import { sparkline } from "./sparkline.ts";
import { count, duration, rounded } from "../../src/core/support/quantities.ts";

/** So many epochs are shown by a line each; of more, some and the last. */
const MOST_LINES = 20;

/** The number of steps that the displayed cost is averaged over. */
const RUNNING_STEPS = 100;

/** The largest number of means that the curve is drawn from: even. */
const MOST_POINTS = 256;

/** The length of the curve beside the bar, and of that at the end. */
const SHORT_CURVE = 12, LONG_CURVE = 40;

/** A cost with four decimals, or four digits where these would be zeros or too many. */
function costText(cost: number): string {
  return cost >= 0.1 && cost < 1e4 ? cost.toFixed(4) : rounded(cost);
}

/** What is known of a training before it begins. */
interface Expected {
  /** The number of examples of an epoch. */
  readonly examples: number;
  readonly epochs: number;
}

/** What follows a training. */
interface Watch {
  /** Options of `fit` that show how it goes on. */
  readonly options: Pick<FitOptions, "onStep" | "onWarning" | "onEpoch">;
  /** Shows the curve of the cost, if there is one. */
  readonly end: () => void;
}

/**
 * Shows how a training goes on, from now on.
 *
 * @param now The time in milliseconds.
 */
export function shownAsTrained(
  shown: Progress,
  { examples, epochs }: Expected,
  now?: () => number,
): Watch {
  const speed = pace(now), costs = stretchesOf(MOST_POINTS);
  const points = () => costs.means().map(({ mean }) => mean);
  let running = NaN;
  const onStep: FitOptions["onStep"] = ({ epoch, step, steps, cost }) => {
    running = step === 1 ? cost : running + (cost - running) / Math.min(step, RUNNING_STEPS);
    const done = (epoch - 1) * steps + step;
    speed.at(done);
    costs.add(cost);
    shown.update(step / steps, `epoch ${epoch}/${epochs}`, () => {
      const stepsPerSecond = speed.perSecond();
      const cost = `cost ${running.toFixed(3)}`, line = sparkline(points(), SHORT_CURVE);
      return stepsPerSecond === undefined ? [cost, line] : [
        cost,
        `${duration((epochs * steps - done) / stepsPerSecond)} left`,
        `${count(stepsPerSecond * examples / steps)} examples/s`,
        line,
      ];
    });
  };
  return {
    options: {
      onStep,
      onWarning: (message) => shown.line(`warning: ${message}`),
      onEpoch: ({ epoch, cost, validation, seconds }) => {
        if (epoch % Math.ceil(epochs / MOST_LINES) !== 0 && epoch < epochs) return;
        shown.line(
          `epoch ${epoch}/${epochs}: cost ${costText(cost)}, ` +
            (validation ? `${costText(validation.cost)} held out, ` : "") +
            `${duration(seconds)}, ${count(examples / seconds)} examples/s`,
        );
      },
    },
    end: () => {
      const all = points();
      if (all.length < 2) return;
      const [least, most] = [Math.min(...all), Math.max(...all)].map((cost) => rounded(cost));
      shown.line(`cost ${sparkline(all, LONG_CURVE)} between ${least} and ${most}`);
    },
  };
}
