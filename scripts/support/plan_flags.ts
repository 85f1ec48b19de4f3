import { type Network, network, type Regularizer } from "../../engine.ts";
import type { FitOptions, Optimizer, RuleState } from "../../train.ts";
import { integerOf, shareOf, UsageError, type Values } from "./command.ts";
import { hiddenLayersOf, LAYERS_HELP } from "./layer_flags.ts";
import { OPTIMIZER_HELP, OPTIMIZER_OPTIONS, optimizerFromFlags } from "./optimizer_flags.ts";
import type { Defaults, Source } from "./sources/source.ts";

/** The flags for the network and its training, whatever it is trained on. */
export const PLAN_OPTIONS = {
  "epochs": { type: "string" },
  "batch-size": { type: "string", default: "32" },
  ...OPTIMIZER_OPTIONS,
  "optimizer": { type: "string" },
  "layers": { type: "string" },
  "dropout": { type: "string", default: "0" },
} as const;

/** Their section of `--help`. */
export const PLAN_HELP = `
  --epochs N           passes over all examples        [5; csv 500, images 30]
                       at most, on your own data: training stops once the
                       validation part stops improving
  --batch-size N       examples in a step                            [32]
${OPTIMIZER_HELP}
${LAYERS_HELP}
                       csv: 32:tanh by Adam with --l2 0.001; images:
                       two convolutions with pools and 64:relu by Adam
  --dropout X          share of the outputs of each hidden dense layer
                       that a step drops                             [0]
`.slice(1, -1);

/** A network and its training, as flags say. */
export interface Plan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly optimizerFor: (steps: number) => Optimizer<RuleState>;
  readonly regularizer?: Regularizer | undefined;
  /** The hidden layers, as they are written. */
  readonly layers: string;
  /** The untrained network; in small, for proofs, which hold for all sizes of rows. */
  readonly networkFor: (source: Source, seed: number, isSmall?: boolean) => Network;
  /** What stops training, where there is a part to choose by. */
  readonly stoppingOf: (source: Source) => Pick<FitOptions, "validation" | "earlyStopping">;
}

/** The options of `fit` that a plan decides, for the training part of a source. */
export function fitOptionsOf(plan: Plan, source: Source) {
  const { epochs, batchSize, regularizer } = plan, { rows } = source.data.train.inputs;
  return {
    ...{ epochs, batchSize, ...plan.stoppingOf(source) },
    ...(regularizer && { regularizer }),
    optimizer: plan.optimizerFor(epochs * Math.ceil(rows / batchSize)),
  };
}

/**
 * Reads the flags for the network and its training.
 *
 * @throws {UsageError} If a flag has an invalid value.
 */
export function planFrom(flags: Values<typeof PLAN_OPTIONS>, defaults: Defaults): Plan {
  const { patience } = defaults, layers = flags.layers ?? defaults.layers;
  const isRegularized = flags.l1 !== undefined || flags.l2 !== undefined;
  const chosen = optimizerFromFlags({
    ...flags,
    optimizer: flags.optimizer ?? defaults.optimizer,
    ...(!isRegularized && defaults.l2 !== undefined && { l2: defaults.l2 }),
  });
  const hidden = hiddenLayersOf(layers, shareOf(flags.dropout, "dropout"));
  return {
    ...chosen,
    epochs: flags.epochs === undefined ? defaults.epochs : integerOf(flags.epochs, "epochs", 1),
    batchSize: integerOf(flags["batch-size"], "batch-size", 1),
    layers,
    networkFor: ({ name, shape, data, output }, seed, isSmall = false) => {
      if (hidden.ofImages && shape === undefined) {
        throw new UsageError(`--layers must be of units and activations for ${name}, a table`);
      }
      const inputs = hidden.ofImages ? shape! : isSmall ? 1 : data.train.inputs.columns;
      return network({ inputs, layers: [...hidden.plans, output], seed });
    },
    stoppingOf: ({ validation }) => {
      if (validation === undefined || patience === undefined) return {};
      return { validation, earlyStopping: { patience } };
    },
  };
}
