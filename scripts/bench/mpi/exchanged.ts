import type { Shape } from "../../../engine.ts";
import type { CompiledForm } from "../../../src/nn/layers/compiled_form.ts";
import type { NestedLayer } from "../../../src/nn/layers/layer.ts";

/** What the bytes that processes exchange depend on, beside the network. */
export interface Exchange {
  /** M, the examples of a step. */
  readonly batchSize: number;
  /** The multiply-adds from which a parameter is divided, as of `mpi()`. */
  readonly divideFrom: number;
  /** Whether each process reads the examples of its share alone. */
  readonly areStored?: boolean;
  /** How many numbers are summed over each column of divided parameters: a norm, a regularizer. */
  readonly sums?: number;
}

/** A network, or what one will be made of. */
export interface Planned {
  readonly inputs: number;
  readonly layers: readonly NestedLayer[];
}

/**
 * The bytes that all processes send in a step by the formulas of docs/scaling.md, of which each receives
 * (P − 1) / P: those of the losses and of each layer that learns, in their order.
 */
export function exchangedBytes(
  { layers, inputs }: Planned,
  exchange: Exchange,
): number[] {
  const placed = placedIn(layers, [inputs]);
  // Formulas of channels take whole batches: then nothing is shared.
  if (placed.some(({ form }) => form?.form === "columns")) return [0];
  const first = placed.find(({ form, activation }) => form?.form !== "identity" || activation);
  return [
    4 * exchange.batchSize,
    ...placed.filter(({ sizes }) => sizes.length > 0)
      .map((layer) => bytesOfLayer(layer, layer === first, exchange)),
  ];
}

/** A layer at its place in a network. */
interface Placed {
  readonly activation: NestedLayer["activation"] | undefined;
  /** The shape of its inputs, and of its outputs. */
  readonly from: Shape;
  readonly to: Shape;
  readonly form: CompiledForm | undefined;
  /** The sizes of its parameters. */
  readonly sizes: readonly (readonly [rows: number, columns: number])[];
}

/** The layers in their order, those that are gone around before what goes around them. */
function placedIn(layers: readonly NestedLayer[], shape: Shape): Placed[] {
  let from = shape;
  return layers.flatMap(({ kind, options, activation }) => {
    const before = from, to = kind.outputShape(options, before);
    const form = kind.compiled?.(options, before);
    from = to;
    const isAround = form?.form === "around";
    const sizes = isAround ? [] : Object.values(kind.parameterShapes?.(options, before) ?? {});
    return [
      ...isAround ? placedIn(kind.nested!(options), before) : [],
      { from: before, to, form, activation, sizes },
    ];
  });
}

function bytesOfLayer(layer: Placed, isFirst: boolean, exchange: Exchange): number {
  const { batchSize, divideFrom, areStored = false, sums = 0 } = exchange;
  const form = layer.form!;
  if (form.form === "rows") {
    return layer.sizes.reduce((sum, [rows, columns]) => {
      return sum + batchSize * bytesOfRow(rows * columns);
    }, 0);
  }
  const inputs = sizeOf(layer.from), isSent = !isFirst || areStored;
  if (form.form === "lookup") {
    const [, columns] = layer.sizes[0]!;
    return batchSize * ((isSent ? bytesOfRow(inputs) : 0) + inputs * bytesOfRow(columns));
  }
  if (form.form !== "product") return 0;
  const { windows, apart = [1, 1] } = form;
  const positions = windows ? windows.outputs[0] * windows.outputs[1] : 1;
  const units = sizeOf(layer.to) / positions;
  const inner = windows ? windows.kernel[0] * windows.kernel[1] * windows.image[2] : inputs;
  // With the zeros around the image and between its pixels.
  const sides = windows?.outputs.map((count, side) => {
    const image = (windows.image[side as 0 | 1] - 1) * apart[side as 0 | 1] + 1;
    return Math.max(
      image,
      (count - 1) * windows.strides[side as 0 | 1] + windows.kernel[side as 0 | 1],
    );
  });
  const padded = sides ? sides[0]! * sides[1]! * windows!.image[2] : inputs;
  // Images with zeros are copies, which only the process that passes them makes.
  const areInputs = isSent || padded !== inputs;
  const isDivided = inner > 1 && batchSize * positions * inner * units >= divideFrom;
  return batchSize * (areInputs ? bytesOfRow(padded) : 0) +
    batchSize * positions * bytesOfRow(units) +
    (isDivided ? 4 * inner * roundUp(units) + sums * 8 * roundUp(units) : 0);
}

function sizeOf(shape: Shape): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** Rows are padded to vectors, and by a cache line if they fill a multiple of half a kilobyte. */
function bytesOfRow(columns: number): number {
  const bytes = 4 * roundUp(columns);
  return bytes % 512 === 0 ? bytes + 64 : bytes;
}

function roundUp(columns: number): number {
  return 4 * Math.ceil(columns / 4);
}
