import type { FitOptions } from "../../train.ts";
import { duration, type Progress } from "./progress.ts";
import { count } from "./table.ts";

/** So many epochs are shown by a line each; of more, some and the last. */
const MOST_LINES = 20;

/** The number of steps that the displayed cost is averaged over. */
const RUNNING_STEPS = 100;

/** What is known of a training before it begins. */
interface Expected {
  /** The number of examples of an epoch. */
  readonly examples: number;
  readonly epochs: number;
  /** The steps that were taken before the training was resumed. */
  readonly taken: number;
}

/** Options of `fit` that show how a training goes on, from now on. */
export function shownAsTrained(
  shown: Progress,
  { examples, epochs, taken: before }: Expected,
): Pick<FitOptions, "onStep" | "onWarning" | "onEpoch"> {
  const started = performance.now();
  let running = NaN;
  return {
    onStep: ({ epoch, step, steps, cost }) => {
      running = step === 1 ? cost : running + (cost - running) / Math.min(step, RUNNING_STEPS);
      shown.update(step / steps, `epoch ${epoch}/${epochs}`, () => {
        const done = (epoch - 1) * steps + step, taken = done - before;
        const seconds = (performance.now() - started) / 1000;
        const rate = taken * examples / steps / seconds;
        const left = seconds / taken * (epochs * steps - done);
        return `${count(rate)} examples/s, cost ${running.toFixed(3)}, ${duration(left)} left`;
      });
    },
    onWarning: (message) => shown.line(`warning: ${message}`),
    onEpoch: ({ epoch, cost, validation, seconds }) => {
      if (epoch % Math.ceil(epochs / MOST_LINES) !== 0 && epoch < epochs) return;
      shown.line(
        `epoch ${epoch}/${epochs}: cost ${cost.toFixed(4)}, ` +
          (validation ? `${validation.cost.toFixed(4)} held out, ` : "") +
          `${duration(seconds)}, ${count(examples / seconds)} examples/s`,
      );
    },
  };
}
