import { type Augmentation, classification } from "../../data.ts";
import {
  categoricalCrossEntropy,
  dense,
  l2,
  type Network,
  network,
  softmax,
  tanh,
  uniform,
} from "../../engine.ts";
import {
  adadelta,
  adagrad,
  adam,
  adamw,
  clipped,
  cosineDecay,
  type FitOptions,
  lion,
  nadam,
  rmsprop,
  sgd,
} from "../../train.ts";
import { matrixOf } from "./arbitraries.ts";

const EXAMPLES = 22, INPUTS = 5;

/** A small network of a seed, with dropout if that is odd. */
export function smallNetwork(seed: number): Network {
  const hidden = seed % 2 === 0 ? dense(4, tanh) : dense(4, tanh, { dropout: 0.25 });
  return network({ inputs: INPUTS, layers: [hidden, dense(3, softmax)], seed });
}

/** A few examples of three classes. */
export const FEW_EXAMPLES = classification(
  matrixOf(EXAMPLES, INPUTS, 3),
  Array.from({ length: EXAMPLES }, (_, i) => i % 3),
  3,
);

/** Inputs with some noise. */
const noise: Augmentation = ({ inputs, targets }, key) => {
  const noise = uniform(key, inputs.data.length, -0.1, 0.1);
  const scale = "scale" in inputs ? inputs.scale : 1;
  const data = Float64Array.from(inputs.data, (x, i) => scale * x + noise[i]!);
  return { inputs: { rows: inputs.rows, columns: inputs.columns, data }, targets };
};

const momentum = { learningRate: 0.05, momentum: 0.9 };

/** What an optimizer may remember, and what else may go on in training, each by its name. */
export const TRAININGS: Readonly<
  Record<
    string,
    Pick<
      FitOptions,
      | "optimizer"
      | "regularizer"
      | "augmentation"
      | "validation"
      | "earlyStopping"
      | "reduceOnPlateau"
    >
  >
> = {
  sgd: { optimizer: sgd({ learningRate: 0.1 }) },
  momentum: { optimizer: sgd(momentum) },
  nesterov: { optimizer: sgd({ ...momentum, nesterov: true }) },
  rmsprop: { optimizer: rmsprop({ learningRate: 0.01 }) },
  adam: { optimizer: adam({ learningRate: 0.01 }) },
  adagrad: { optimizer: adagrad({ learningRate: 0.05 }) },
  adadelta: { optimizer: adadelta() },
  nadam: { optimizer: nadam({ learningRate: 0.01 }) },
  amsgrad: { optimizer: adam({ learningRate: 0.01, amsgrad: true }) },
  lion: { optimizer: lion({ learningRate: 0.005 }) },
  "adamw, cosine": { optimizer: adamw({ learningRate: cosineDecay({ from: 0.02, steps: 24 }) }) },
  clipped: { optimizer: clipped(sgd(momentum), { norm: 0.125 }) },
  regularized: { optimizer: adam({ learningRate: 0.01 }), regularizer: l2(0.01) },
  augmented: { optimizer: adam({ learningRate: 0.01 }), augmentation: noise },
  "stopped early": {
    optimizer: sgd({ learningRate: 2 }),
    validation: FEW_EXAMPLES,
    earlyStopping: { patience: 1 },
  },
  "reduced on plateaus": {
    optimizer: sgd({ learningRate: 2, momentum: 0.5 }),
    reduceOnPlateau: {
      patience: 1,
      factor: 0.5,
      monitor: ({ epoch, cost }) => epoch < 2 ? 0 : cost,
    },
  },
  validated: { optimizer: sgd(momentum), validation: FEW_EXAMPLES },
};

/** The loss of all of them. */
export const loss = categoricalCrossEntropy;
