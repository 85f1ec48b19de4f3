import * as backproof from "../../mod.ts";
import { dense, matrix, network, tanh } from "../../engine.ts";
import { evaluate, predict } from "../../train.ts";

/** The public functions that take options, by the position of these among the arguments. */
const NAMES = [
  "accuracy adadelta adagrad adam adamw averagePrecision batchNorm binaryAccuracy calibration celu " +
  "checkTable classCounts classReport climbLadder confusionMatrix cosineDecay " +
  "cosineDecayRestarts degrees denseBackward dice elementwise elu exactMatch exponentialDecay " +
  "f1 focal globalAveragePool huber imageAugmentation layerKind layerNorm leakyRelu lion liveChart " +
  "loadMnist loadStrokes loss mae metric microAverages model mutationReport nadam network oneCycle " +
  "orthogonal precision prelu quantile randomSearch recall regularizer reportOf residues rmse rmsprop rocAuc rowwise " +
  "rSquared sgd showNetwork stepDecay verifyDerivative verifyGradients verifyPaper " +
  "verifyPullback warmUp webgpu blas mpi storedDataset",
  "arrayGenerator averagePool2d clipped csvGenerator decayed decide decodeCheckpoint decodeModel describeTable fromJson " +
  "encodeModel generatorOf gru idxGenerator imageGenerator kFold labelSmoothing loadCheckpoint loadDataset loadModel " +
  "lstm mathml maxPool2d modelHandler optimizerFromRule pictures parseCsv parseFormula proveFormula readIdx readNpz residual selfAttention showActivation " +
  "showLoss " +
  "simplify",
  "compareExpressions crossValidate csvInputs dense embedding equalExpressions evaluate findLearningRate fit " +
  "forward layer permutationImportance predict saveModel tableInputs",
  "checkGradients conv2d convTranspose2d cost gradients measure recordRun",
  "backward hessianTimes",
];

const net = network({ inputs: 1, layers: [dense(1, tanh)] });
const inputs = matrix([[0]]);

/** The arguments before the options, of functions that check these first. */
const BEFORE = new Map<unknown, readonly unknown[]>([
  [evaluate, [net, { inputs, targets: inputs }]],
  [predict, [net, inputs]],
  [backproof.loadDataset, ["mnist"]],
]);

type Taker = (...args: unknown[]) => unknown;

/** Every public function that takes options, as a function of these alone, by its name. */
export const OPTION_TAKERS: ReadonlyMap<string, (options: unknown) => unknown> = new Map(
  NAMES.flatMap((names, position) =>
    names.split(" ").map((name): [string, (options: unknown) => unknown] => {
      const take = (backproof as unknown as Record<string, Taker>)[name]!;
      const before = BEFORE.get(take) ?? Array(position).fill(undefined);
      return [name, (options) => take(...before, options)];
    })
  ),
);
