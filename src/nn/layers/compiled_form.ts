import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Extent, WindowGrid } from "./windows.ts";

/**
 * How an executor may compute a layer without running its functions.
 * @category Layers
 */
export type CompiledForm =
  /**
   * Z = A Wᵀ + b; W (outputs × inputs) and b (1 × outputs) are parameters of these names. With
   * windows, they are the rows of A: each gives the outputs at one place, and the numbers outside of the
   * image are 0. With `apart`, so are those between its pixels, which lie that far from each other, and W
   * (channels × height · width · outputs) is turned by 180°, as in a transposed convolution.
   */
  | {
    readonly form: "product";
    readonly weights: string;
    readonly biases?: string;
    readonly windows?: WindowGrid;
    readonly apart?: Extent;
  }
  /** Outputs are rows of a parameter of this name, those of the integers that inputs are next to. */
  | { readonly form: "lookup"; readonly table: string }
  /** One formula for each window and channel. */
  | PoolForm
  | ColumnsForm
  /** The nested layers, one after the other, to whose outputs the inputs are added. */
  | { readonly form: "around" }
  /** `forward` and `backward` themselves, for one example, as formulas of its row: for small layers. */
  | { readonly form: "rows" }
  /** Outputs are inputs. */
  | { readonly form: "identity" }
  /** Outputs are inputs times a dropout mask. */
  | { readonly form: "dropout"; readonly rate: number };

/**
 * How an executor may compute what each window has for each channel.
 * @category Layers
 */
export interface PoolForm {
  /** Tells forms apart. */
  readonly form: "windows";
  /** The windows. */
  readonly windows: WindowGrid;
  /** The value of a window, from its numbers inside of the image, line by line. */
  readonly value: <T>(m: Arithmetic<T>, entries: readonly T[]) => T;
  /** The errors of these numbers, from that of the value. */
  readonly pullback: <T>(m: Arithmetic<T>, entries: readonly T[], error: T) => readonly T[];
}

/**
 * How an executor may compute what depends on all values of a channel in the batch.
 *
 * Each function takes the values of one channel over all examples and positions, and each parameter and
 * each matrix of the state as as many equal values; it uses them by `map` and `reduce` alone.
 * @category Layers
 */
export interface ColumnsForm {
  /** Tells forms apart. */
  readonly form: "columns";
  /** The outputs in training, and what `next` needs, by the names of the state. */
  readonly training: <T>(
    m: Arithmetic<T>,
    x: readonly T[],
    of: ChannelValues<T>,
  ) => { readonly outputs: readonly T[]; readonly now: Readonly<Record<string, T>> };
  /** The outputs in evaluation. */
  readonly evaluation: <T>(
    m: Arithmetic<T>,
    x: readonly T[],
    of: ChannelValues<T>,
  ) => readonly T[];
  /** The errors of the inputs, and the sums of the derivatives by each parameter, in training. */
  readonly pullback: <T>(
    m: Arithmetic<T>,
    x: readonly T[],
    of: ChannelValues<T>,
    errors: readonly T[],
  ) => { readonly inputs: readonly T[]; readonly parameters: Readonly<Record<string, T>> };
  /** The state of a channel after a batch with `count` values of it. */
  readonly next: <T>(
    m: Arithmetic<T>,
    before: Readonly<Record<string, T>>,
    now: Readonly<Record<string, T>>,
    count: number,
  ) => Readonly<Record<string, T>>;
}

/**
 * The parameters and the state of a channel, by name, each as many equal values.
 * @category Layers
 */
export type ChannelValues<T> = Readonly<Record<string, readonly T[]>>;
