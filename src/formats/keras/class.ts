import type { Activation } from "../../nn/activations/activation.ts";
import type { Layer, LayerKind } from "../../nn/layers/layer.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { Arrays, KerasArray } from "./arrays.ts";
import type { KerasConfig } from "./config.ts";

/** A layer that a Keras layer is, without its parameters. */
export interface ReadLayer {
  readonly kind: LayerKind;
  readonly options: Readonly<Record<string, unknown>>;
  readonly activation?: Activation;
  /** The arrays that the file must have, in the order of Keras. */
  readonly arrays?: readonly KerasArray[];
  /** The entries of each parameter and matrix of the state, from the arrays. */
  readonly entries?: (arrays: Arrays) => Arrays;
  /** Whether it is part of how inputs are prepared where nothing is below it, as `scaledBy` takes it. */
  readonly isPreparation?: boolean;
}

/** A Keras layer to write: its class, its configuration without its name, and its arrays. */
export interface WrittenLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly arrays?: readonly (KerasArray & { readonly data: ArrayLike<number> })[];
}

/** Reads a Keras layer of one class: its layers here, none if it does nothing. */
export type ReadClass = (config: KerasConfig, inputs: Shape) => readonly ReadLayer[];

/**
 * Writes a layer of one kind as Keras layers, without its activation.
 *
 * @throws {TypeError} If Keras has no such layer.
 */
export type WriteKind = (layer: Layer, inputs: Shape, where: string) => readonly WrittenLayer[];

/** Several layers to write that are one after the other, around which the inputs are added. */
export interface WrittenResidual {
  readonly around: readonly (WrittenLayer | WrittenResidual)[];
}
