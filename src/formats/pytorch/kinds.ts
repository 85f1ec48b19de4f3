import type { Conv2dOptions } from "../../nn/layers/conv2d.ts";
import type { KINDS } from "../../nn/layers/kinds.ts";
import type { LayerKind, NestedLayer } from "../../nn/layers/layer.ts";
import type { RecurrentKindOptions } from "../../nn/layers/recurrent.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { gridOf, type WindowOptions } from "../../nn/layers/windows.ts";
import { type Image, orderOf, placeOf } from "../channels_first.ts";
import { type Module, type ModuleTensor, tensor, torchShape, tuple } from "./module.ts";

/** Where a layer stands. */
export interface Place {
  readonly inputs: Shape;
  /** The image whose values its inputs are, in PyTorch's order, where they are flat. */
  readonly image: Image | undefined;
  /** The image whose values its outputs should be, in PyTorch's order, if it can choose. */
  readonly wanted: Image | undefined;
  /** Whether it is the first of all layers. */
  readonly isFirst: boolean;
  /** Translates layers inside it, which must end in the order of its inputs. */
  readonly inside: (layers: readonly NestedLayer[]) => readonly Module[];
  /** The error that names the layer, and what PyTorch does not have. */
  readonly refusal: (what: string) => TypeError;
}

/** A layer as modules of PyTorch. */
export interface Translation {
  readonly modules: readonly Module[];
  /** The image whose values its outputs are, in PyTorch's order, where they are flat. */
  readonly image?: Image | undefined;
}

type Translate<Options> = (options: Options, place: Place) => Translation;

type OptionsOf<Kind> = Kind extends LayerKind<infer Options> ? Options : never;

/** The kinds that PyTorch has modules for, by their names. Images are channels first there. */
export const PYTORCH_KINDS: {
  readonly [Name in keyof typeof KINDS]?: Translate<OptionsOf<(typeof KINDS)[Name]>>;
} = {
  dense: ({ units, unbiased }, { inputs, image = orderOf(inputs), wanted }) => {
    const size = sizeOf(inputs), row = (i: number) => placeOf(i, wanted);
    const entry = (i: number) => row(Math.floor(i / size)) * size + placeOf(i % size, image);
    const bias = tensor("bias", "biases", [units], row);
    const linear = {
      code: `nn.Linear(${size}, ${units}${unbiased ? ", bias=False" : ""})`,
      tensors: [tensor("weight", "weights", [units, size], entry), ...(unbiased ? [] : [bias])],
    };
    return { modules: [...flattened(inputs), linear], image: wanted };
  },
  activation: (_, { image }) => ({ modules: [], image }),
  dropout: ({ rate }, { image }) => ({ modules: [{ code: `nn.Dropout(${rate})` }], image }),
  flatten: (_, { inputs, image = orderOf(inputs) }) => ({
    modules: [{ code: "nn.Flatten()" }],
    image,
  }),
  reshape: ({ shape }, { inputs, image = orderOf(inputs), isFirst, refusal }) => {
    if (shape.length > 3) throw refusal(`a reshape to ${shape.length} dimensions`);
    if (isFirst) return { modules: [] }; // the inputs have this shape there
    const order = orderOf(shape);
    if (String(order) !== String(image)) throw refusal("a reshape of channels into positions");
    const unflatten = { code: `nn.Unflatten(1, ${tuple(torchShape(shape))})` };
    return { modules: [...flattened(inputs), ...(shape.length > 1 ? [unflatten] : [])] };
  },
  layerNorm: ({ epsilon }, { inputs, image }) => {
    const features = inputs.at(-1)!;
    const norm = {
      code: `nn.LayerNorm(${features}, eps=${epsilon})`,
      tensors: affine(features, image),
    };
    return { modules: inputs.length === 3 ? turned(norm) : [norm], image };
  },
  batchNorm: ({ epsilon, momentum }, { inputs, image }) => {
    const features = inputs.at(-1)!, at = (i: number) => placeOf(i, image);
    const norm = {
      code: `nn.BatchNorm${inputs.length === 3 ? 2 : 1}d(${features}, eps=${epsilon}, ` +
        `momentum=${momentum})`,
      tensors: [
        ...affine(features, image),
        tensor("running_mean", "means", [features], at),
        tensor("running_var", "variances", [features], at),
        { name: "num_batches_tracked", shape: [], parts: [] },
      ],
    };
    return { modules: inputs.length === 2 ? turned(norm) : [norm], image };
  },
  prelu: ({ shared }, { inputs, image }) => {
    const slopes = shared ? 1 : inputs.at(-1)!;
    const at = (i: number) => placeOf(i, shared ? undefined : image);
    const module = {
      code: `nn.PReLU(${slopes})`,
      tensors: [tensor("weight", "slopes", [slopes], at)],
    };
    return { modules: inputs.length === 2 && !shared ? turned(module) : [module], image };
  },
  conv2d: (options, { inputs }) => {
    const { before, isEven, padding } = paddingOf(options, inputs), channels = inputs[2]!;
    const { kernelSize, stride, filters } = options;
    const args = [channels, filters, tuple(kernelSize), `stride=${tuple(stride)}`];
    const within = isEven ? [`padding=${tuple(before)}`] : [];
    const sizes = [filters, channels];
    const convolution = convolutionModule("Conv2d", [...args, ...within], options, sizes);
    const around = { code: `nn.ZeroPad2d(${padding})` };
    return { modules: isEven ? [convolution] : [around, convolution] };
  },
  convTranspose2d: (options, { inputs }) => {
    const { kernelSize, stride, filters } = options, channels = inputs[2]!;
    const more = kernelSize.map((kernel, i) => {
      return options.padding === "same" ? Math.max(0, kernel - stride[i]!) : 0;
    });
    const further = kernelSize.map((kernel, i) => Math.max(0, stride[i]! - kernel));
    const args = [channels, filters, tuple(kernelSize), `stride=${tuple(stride)}`].concat(
      `padding=${tuple(more.map((zeros) => zeros >> 1))}`,
      `output_padding=${tuple(further)}`,
    );
    const module = convolutionModule("ConvTranspose2d", args, options, [channels, filters]);
    const [bottom, right] = more.map((zeros) => -(zeros % 2)); // what a negative padding cuts off
    const cut = { code: `nn.ZeroPad2d(${tuple([0, right! || 0, 0, bottom! || 0])})` };
    return { modules: bottom || right ? [module, cut] : [module] };
  },
  maxPool2d: (options, { inputs }) => {
    const { before, isEven, padding } = paddingOf(options, inputs);
    const args = `${tuple(options.kernelSize)}, stride=${tuple(options.stride)}`;
    if (isEven) {
      return { modules: [{ code: `nn.MaxPool2d(${args}, padding=${tuple(before)})` }] };
    }
    const around = { code: `nn.ConstantPad2d(${padding}, float("-inf"))` };
    return { modules: [around, { code: `nn.MaxPool2d(${args})` }] };
  },
  averagePool2d: (options, { inputs, refusal }) => {
    const { before, after, isEven } = paddingOf(options, inputs), { kernelSize, stride } = options;
    // A window may stand over the far edge by less than its stride, and then count what is inside.
    const lacks = before.some((zeros, i) => zeros !== after[i] && stride[i] === 1);
    if (lacks) throw refusal("a mean of windows with more padding on one side");
    const args = `${tuple(kernelSize)}, stride=${tuple(stride)}, padding=${tuple(before)}`;
    const over = `${isEven ? "" : ", ceil_mode=True"}, count_include_pad=False`;
    return { modules: [{ code: `nn.AvgPool2d(${args}${over})` }] };
  },
  globalAveragePool: () => ({
    modules: [{ code: "nn.AdaptiveAvgPool2d(1)" }, { code: "nn.Flatten()" }],
  }),
  embedding: ({ vocabulary, size }, { image, refusal }) => {
    if (image) throw refusal("an embedding of the values of an image");
    const tensors = [tensor("weight", "weights", [vocabulary, size])];
    return { modules: [{ code: `nn.Embedding(${vocabulary}, ${size})`, tensors }] };
  },
  lstm: (options, { inputs }) => {
    const gates = 4 * options.units;
    return recurrent("LSTM", options, inputs, gates, [{
      of: "biases",
      count: gates,
      at: (i) => i,
    }]);
  },
  gru: (options, { inputs }) => {
    const { units } = options;
    return recurrent("GRU", options, inputs, 3 * units, [
      { of: "biases", count: 2 * units, at: (i) => i },
      { of: "candidateBiases", count: units, at: (i) => i },
    ]);
  },
  selfAttention: ({ heads, causal }, { inputs }) => {
    const features = inputs[1]!;
    const tensors = [
      tensor("in_proj_weight", "projectionWeights", [3 * features, features]),
      tensor("in_proj_bias", "projectionBiases", [3 * features]),
      tensor("out_proj.weight", "outputWeights", [features, features]),
      tensor("out_proj.bias", "outputBiases", [features]),
    ];
    const code = `SelfAttention(${features}, ${heads}, causal=${causal ? "True" : "False"})`;
    return { modules: [{ code, tensors }] };
  },
  residual: ({ layers }, { image, inside }) => ({
    modules: [{ code: "Residual", nested: inside(layers) }],
    image,
  }),
};

/** The kinds that leave flat values in their order. */
export const KEEP_ORDER: readonly string[] = [
  ...["activation", "dropout", "flatten", "layerNorm", "batchNorm", "prelu", "residual"],
];

/** What makes one row of an example, as dense layers here do themselves. */
function flattened(inputs: Shape): readonly Module[] {
  return inputs.length > 1 ? [{ code: "nn.Flatten()" }] : [];
}

/** A module that needs channels where they are not: last, or for steps second. */
function turned(module: Module): readonly Module[] {
  return [{ code: "Turned", nested: [module] }];
}

function affine(features: number, image: Image | undefined): readonly ModuleTensor[] {
  const at = (i: number) => placeOf(i, image);
  return [tensor("weight", "gains", [features], at), tensor("bias", "biases", [features], at)];
}

/** The padding of windows; `padding` is left, right, top, bottom. */
function paddingOf(options: WindowOptions, inputs: Shape) {
  const { before, outputs, kernel, strides, image } = gridOf(options, inputs);
  const after = before.map((zeros, i) => {
    return Math.max(0, (outputs[i]! - 1) * strides[i]! + kernel[i]! - image[i]!) - zeros;
  });
  return {
    ...{ before, after },
    isEven: before.every((zeros, i) => zeros === after[i]),
    padding: tuple([before[1], after[1]!, before[0], after[0]!]),
  };
}

/** A convolution whose kernels are (first × second × height × width) there, channels last here. */
function convolutionModule(
  name: string,
  args: readonly (string | number)[],
  { kernelSize: [height, width], filters, unbiased }: Conv2dOptions,
  [first, second]: readonly number[],
): Module {
  const kernel = [height, width, second!] as const, size = sizeOf(kernel);
  const entry = (i: number) => i - i % size + placeOf(i % size, kernel);
  const bias = tensor("bias", "biases", [filters]);
  return {
    code: `nn.${name}(${[...args, ...(unbiased ? ["bias=False"] : [])].join(", ")})`,
    tensors: [
      tensor("weight", "weights", [first!, second!, height, width], entry),
      ...(unbiased ? [] : [bias]),
    ],
  };
}

/** A recurrent module, which has a second bias of each gate. */
function recurrent(
  name: string,
  { units, returnSequences }: RecurrentKindOptions,
  inputs: Shape,
  gates: number,
  second: ModuleTensor["parts"],
): Translation {
  const features = inputs[1]!;
  const tensors = [
    tensor("weight_ih_l0", "inputWeights", [gates, features]),
    tensor("weight_hh_l0", "recurrentWeights", [gates, units]),
    tensor("bias_ih_l0", "biases", [gates]),
    { name: "bias_hh_l0", shape: [gates], parts: second },
  ];
  const code = `${name}(${features}, ${units}, sequences=${returnSequences ? "True" : "False"})`;
  return { modules: [{ code, tensors }] };
}
