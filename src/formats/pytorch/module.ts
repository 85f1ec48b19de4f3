import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import type { Image } from "../channels_first.ts";

/** A module of PyTorch, as those of `nn.Sequential` are. */
export interface Module {
  /** How Python makes it, such as `nn.Linear(2, 3)`; the class alone of one with modules inside. */
  readonly code: string;
  /** Its parameters and buffers. */
  readonly tensors?: readonly ModuleTensor[];
  /** The modules inside it, named 0, 1, … */
  readonly nested?: readonly Module[];
}

/** A parameter or a buffer of a module. */
export interface ModuleTensor {
  readonly name: string;
  readonly shape: Shape;
  /** Where its entries, in row-major order, are here; none of what the library does not have. */
  readonly parts: readonly TensorPart[];
}

/** Consecutive entries of a tensor: those of a parameter, or of a matrix of the state. */
export interface TensorPart {
  /** The name of the parameter. Where a second tensor has the same entries, the parameter is the sum. */
  readonly of: string;
  readonly count: number;
  /** The index among the entries of the parameter. */
  readonly at: (i: number) => number;
}

/** A tensor that holds one parameter, in its own order by default. */
export function tensor(
  name: string,
  of: string,
  shape: Shape,
  at: TensorPart["at"] = (i) => i,
): ModuleTensor {
  return { name, shape, parts: [{ of, count: sizeOf(shape), at }] };
}

/** The shape that PyTorch has an example of a shape in. */
export function torchShape(shape: Shape): Shape {
  if (shape.length !== 3) return shape;
  const [height, width, channels] = shape as Image;
  return [channels, height, width];
}

/** Python's way to make a module and those inside it. */
export function codeOf({ code, nested }: Module): string {
  return nested === undefined ? code : `${code}(${nested.map(codeOf).join(", ")})`;
}

/** Numbers as a tuple of Python. */
export function tuple(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(", ")})`;
}
