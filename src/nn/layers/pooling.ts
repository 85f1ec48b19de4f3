import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { builder, byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { Activation } from "../activations/activation.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import type { Shape } from "./shape.ts";
import type { LayerFormulas } from "./layer_kind.ts";
import { type LayerLearning, LEARNING } from "./learning.ts";
import {
  checkedWindows,
  type Extent,
  gridOf,
  type Padding,
  type WindowOptions,
  type Windows,
  windowsOf,
} from "./windows.ts";

/** A function of what a window sees of one channel, and its pullback. */
export interface Pool {
  readonly value: <T>(m: Arithmetic<T>, seen: readonly T[]) => T;
  readonly pullback: <T>(m: Arithmetic<T>, seen: readonly T[], error: T) => T[];
}

/** The formulas of kinds that pool what each window sees, channel by channel. */
export function poolingFormulas<Options extends object>(
  { value, pullback }: Pool,
  windowsAt: (options: Options, inputs: Shape) => Windows,
): Pick<LayerKind<Options>, "forward" | "backward" | "compiled"> {
  return {
    compiled: (options, inputs) => {
      return { form: "windows", windows: windowsAt(options, inputs), value, pullback };
    },
    forward: (m, layer, inputs) => {
      const each = seenOf(windowsAt(layer.options, layer.shape), inputs), { rows } = inputs;
      const size = { rows, columns: each.length / rows };
      return { outputs: byEntries(m, size, (i) => value(m, each[i]!)), saved: { inputs } };
    },
    backward: (m, layer, { inputs }, errors) => ({
      inputs: () => pooledBack(m, windowsAt(layer.options, layer.shape), inputs!, errors, pullback),
      parameters: {},
    }),
  };
}

/** The errors of what windows see, summed where windows overlap. */
export function pooledBack<T>(
  m: Arithmetic<T>,
  windows: Windows,
  inputs: Matrix<T>,
  errors: Matrix<T>,
  pullback: Pool["pullback"],
): Matrix<T> {
  const places = placesInside(windows);
  const made = builder(m, inputs.rows, inputs.columns);
  for (let i = 0; i < made.data.length; i++) made.data[i] = m.zero;
  for (let index = 0; index < errors.data.length; index++) {
    const indices = indicesSeen(windows, places, index);
    const back = pullback(m, indices.map((i) => inputs.data[i]!), errors.data[index]!);
    indices.forEach((i, k) => made.data[i] = m.add(made.data[i]!, back[k]!));
  }
  return made;
}

/** What each entry of the outputs sees. */
export function seenOf<T>(windows: Windows, inputs: Matrix<T>): T[][] {
  const places = placesInside(windows);
  return Array.from({ length: inputs.rows * places.length * windows.channels }, (_, index) => {
    return indicesSeen(windows, places, index).map((i) => inputs.data[i]!);
  });
}

/** The positions inside of the image that each window sees; zeros around it do not count. */
function placesInside({ places, size }: Windows): number[][] {
  return Array.from({ length: places.length / size }, (_, i) => {
    return Array.from(places.subarray(i * size, (i + 1) * size)).filter((place) => place >= 0);
  });
}

/** The indices of the inputs that an entry of the outputs (batch × windows · channels) sees. */
function indicesSeen(
  { channels, positions }: Windows,
  places: readonly (readonly number[])[],
  index: number,
): number[] {
  const channel = index % channels, window = Math.floor(index / channels);
  const first = Math.floor(window / places.length) * positions * channels + channel;
  return places[window % places.length]!.map((place) => first + place * channels);
}

/** What kinds of pools with a size, a stride and padding have in common. */
export function poolFormulas(
  pool: Pool,
): Omit<LayerFormulas<WindowOptions>, "name" | "kinks"> {
  return {
    ...poolingFormulas(pool, windowsOf),
    options: checkedWindows,
    outputShape: (options, inputs) => [...gridOf(options, inputs).outputs, inputs[2]!],
    multiplyAdds: () => 0,
    samples: [
      { kernelSize: [2, 2], stride: [1, 1], padding: "valid" },
      { kernelSize: [2, 3], stride: [2, 1], padding: "same" },
    ],
    sampleShape: () => [3, 3, 1],
  };
}

/**
 * Options of {@linkcode maxPool2d} and {@linkcode averagePool2d}; {@linkcode globalAveragePool} takes
 * all but those of windows.
 * @category Layers
 */
export interface PoolOptions extends LayerLearning {
  /** The steps from window to window, one number or down and right; defaults to the size. */
  readonly stride?: number | readonly [down: number, right: number];
  /** What happens at the edges; defaults to `valid`. Zeros around the image are not pooled. */
  readonly padding?: Padding;
  /** f, applied to the outputs; none by default. */
  readonly activation?: Activation;
}

/** A plan of a pool from the arguments of its function. */
export function poolPlan(
  kind: LayerKind<WindowOptions>,
  kernelSize: number | Extent,
  options: PoolOptions,
): LayerPlan {
  const { stride = kernelSize, padding, ...plan } = checkOptions(
    `${kind.name}()`,
    options,
    "stride padding activation",
    LEARNING,
  );
  return layer(kind, { kernelSize, stride, padding } as WindowOptions, plan);
}
