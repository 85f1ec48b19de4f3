import { l1, l2, type Regularizer } from "../../engine.ts";
import {
  adadelta,
  adagrad,
  adam,
  adamw,
  chainSchedules,
  clipped,
  constantRate,
  cosineDecay,
  cosineDecayRestarts,
  decayed,
  exponentialDecay,
  lion,
  nadam,
  oneCycle,
  type Optimizer,
  rmsprop,
  type RuleState,
  type Schedule,
  sgd,
  stepDecay,
  warmUp,
} from "../../train.ts";
import { nameOf, notNegativeOf, positiveOf, UsageError } from "./command.ts";

/** The flags for the optimizer. */
export const OPTIMIZER_OPTIONS = {
  "optimizer": { type: "string", default: "sgd" },
  "learning-rate": { type: "string" },
  "schedule": { type: "string", default: "constant" },
  "weight-decay": { type: "string" },
  "clip-norm": { type: "string" },
  "l1": { type: "string" },
  "l2": { type: "string" },
} as const;

/** Their section of `--help`. */
export const OPTIMIZER_HELP = `
  --optimizer NAME     sgd, momentum, nesterov, rmsprop, adagrad,    [sgd]
                       adadelta, adam, amsgrad, adamw, nadam, lion
  --learning-rate X    size of a step                                [0.1]
                       momentum, nesterov, adagrad: 0.01; adadelta: 1;
                       nadam: 0.002; rmsprop, adam, amsgrad, adamw: 0.001;
                       lion: 0.0001
  --schedule NAME      how it changes over the training              [constant]
                       constant: not at all
                       step: to a tenth after half, again after three quarters
                       exponential: evenly down to a hundredth
                       cosine: along half a cosine down to 0
                       restarts: three times so, each twice as long as the last
                       warm-up: up for a twentieth of the steps, then cosine
                       one-cycle: up from a 25th, then down to far below it
  --weight-decay X     decay of the weights, beside the gradient     [0]
                       adamw: 0.01
  --clip-norm X        rescale gradients whose norm is larger        [off]
  --l1 X, --l2 X       add X |w| or X w² of each weight to the cost  [0]
`.slice(1, -1);

interface ChosenOptimizer {
  /** A short description. */
  readonly optimizer: string;
  /** The learning rate that the schedule starts from, or rises to. */
  readonly learningRate: number;
  /** The regularizer, if any. */
  readonly regularizer?: Regularizer;
  /** The optimizer for a training of some steps. */
  readonly optimizerFor: (steps: number) => Optimizer<RuleState>;
}

/** The share of the velocity that is kept from step to step. */
const MOMENTUM = 0.9;

/** An optimizer, and its default learning rate. */
interface Named {
  readonly rate: number;
  readonly make: (learningRate: Schedule, weightDecay?: number) => Optimizer<RuleState>;
}

const OPTIMIZERS = {
  sgd: { rate: 0.1, make: (learningRate, weightDecay) => plus(sgd({ learningRate }), weightDecay) },
  momentum: {
    rate: 0.01,
    make: (learningRate, weightDecay) => {
      return plus(sgd({ learningRate, momentum: MOMENTUM }), weightDecay);
    },
  },
  nesterov: {
    rate: 0.01,
    make: (learningRate, weightDecay) => {
      return plus(sgd({ learningRate, momentum: MOMENTUM, nesterov: true }), weightDecay);
    },
  },
  rmsprop: {
    rate: 0.001,
    make: (learningRate, weightDecay) => plus(rmsprop({ learningRate }), weightDecay),
  },
  adagrad: {
    rate: 0.01,
    make: (learningRate, weightDecay) => plus(adagrad({ learningRate }), weightDecay),
  },
  adadelta: {
    rate: 1,
    make: (learningRate, weightDecay) => plus(adadelta({ learningRate }), weightDecay),
  },
  adam: {
    rate: 0.001,
    make: (learningRate, weightDecay) => plus(adam({ learningRate }), weightDecay),
  },
  amsgrad: {
    rate: 0.001,
    make: (learningRate, weightDecay) => plus(adam({ learningRate, amsgrad: true }), weightDecay),
  },
  adamw: {
    rate: 0.001,
    make: (learningRate, weightDecay = 0.01) => adamw({ learningRate, weightDecay }),
  },
  nadam: {
    rate: 0.002,
    make: (learningRate, weightDecay) => plus(nadam({ learningRate }), weightDecay),
  },
  lion: {
    rate: 1e-4,
    make: (learningRate, weightDecay) => plus(lion({ learningRate }), weightDecay),
  },
} satisfies Record<string, Named>;

/** An optimizer with decay of the weights, if any. */
function plus(optimizer: Optimizer<RuleState>, weightDecay = 0): Optimizer<RuleState> {
  return weightDecay === 0 ? optimizer : decayed(optimizer, { weightDecay });
}

const SCHEDULES = {
  constant: (rate) => constantRate(rate),
  step: (rate, steps) => {
    const falling = stepDecay({ from: rate / 10, every: Math.ceil(steps / 4) });
    return chainSchedules(constantRate(rate), Math.ceil(steps / 2), falling);
  },
  exponential: (rate, steps) => exponentialDecay({ from: rate, to: rate / 100, steps }),
  cosine: (rate, steps) => cosineDecay({ from: rate, steps }),
  // Periods of 1, 2 and 4 sevenths.
  restarts: (rate, steps) => cosineDecayRestarts({ from: rate, steps: Math.ceil(steps / 7) }),
  "warm-up": (rate, steps) => {
    const rising = Math.ceil(steps / 20);
    const then = cosineDecay({ from: rate, steps: Math.max(1, steps - rising) });
    return warmUp({ steps: rising, then });
  },
  "one-cycle": (rate, steps) => oneCycle({ peak: rate, steps }),
} satisfies Record<string, (rate: number, steps: number) => Schedule>;

type OptimizerFlags = { readonly [Flag in keyof typeof OPTIMIZER_OPTIONS]?: string };

/**
 * Reads the flags for the optimizer.
 *
 * @throws {UsageError} If a flag has an invalid value.
 */
export function optimizerFromFlags(flags: OptimizerFlags): ChosenOptimizer {
  const optimizer = nameOf(flags.optimizer ?? "sgd", "optimizer", namesOf(OPTIMIZERS));
  const schedule = nameOf(flags.schedule ?? "constant", "schedule", namesOf(SCHEDULES));
  const { rate, make } = OPTIMIZERS[optimizer];
  const [size, decay] = [flags["learning-rate"], flags["weight-decay"]];
  const learningRate = size === undefined ? rate : positiveOf(size, "learning-rate");
  const weightDecay = decay === undefined ? undefined : notNegativeOf(decay, "weight-decay");
  const longest = flags["clip-norm"];
  const norm = longest === undefined ? undefined : positiveOf(longest, "clip-norm");
  const regularizer = regularizerOf(flags);
  return {
    optimizer: [
      optimizer,
      ...(schedule === "constant" ? [] : [schedule]),
      ...(norm === undefined ? [] : [`clipped to ${norm}`]),
      ...(regularizer ? [regularizer.name] : []),
    ].join(", "),
    learningRate,
    ...(regularizer && { regularizer }),
    optimizerFor: (steps) => {
      const made = make(SCHEDULES[schedule](learningRate, steps), weightDecay);
      return norm === undefined ? made : clipped(made, { norm });
    },
  };
}

function regularizerOf({ l1: lasso, l2: ridge }: OptimizerFlags): Regularizer | undefined {
  const strengths = {
    l1: lasso === undefined ? 0 : notNegativeOf(lasso, "l1"),
    l2: ridge === undefined ? 0 : notNegativeOf(ridge, "l2"),
  };
  if (strengths.l1 > 0 && strengths.l2 > 0) {
    throw new UsageError("--l1 and --l2 do not go together, but found both");
  }
  if (strengths.l1 > 0) return l1(strengths.l1);
  return strengths.l2 > 0 ? l2(strengths.l2) : undefined;
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}
