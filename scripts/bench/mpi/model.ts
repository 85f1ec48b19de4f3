import { dense, relu, softmax } from "../../../engine.ts";
import { DIVIDE_FROM } from "../../../src/executors/mpi/executor.ts";
import { TILE_COLUMNS } from "../../../src/executors/wasm/kernels/tile.ts";
import { LANES } from "../../../src/executors/wasm/memory/layout.ts";
import { exchangedBytes } from "./exchanged.ts";

/** The inputs of the networks that are measured. */
export const INPUTS = 784;

/** Two wide layers, and one for classes. */
export function wideLayers(width: number) {
  return {
    inputs: INPUTS,
    layers: [dense(width, relu), dense(width, relu), dense(10, softmax)],
  };
}

/** A step of a wide network, by how many processes share it. */
export interface Step {
  readonly width: number;
  readonly batchSize: number;
  readonly ranks: number;
}

/** A measured step, its best time. */
export interface Measured extends Step {
  readonly seconds: number;
  /** Of these, those in exchanges, and what was received in them. */
  readonly exchanging: number;
  readonly received: number;
  readonly exchanges: number;
}

/** What the time of a step is predicted from. */
export interface Machine {
  /** Seconds of a multiply-add, which is shared. */
  readonly multiplyAdd: number;
  /** Seconds of a byte that each process moves for itself: inputs of the batch, transposed weights. */
  readonly moved: number;
  /** Seconds of an exchange with another process, and of a byte of it. */
  readonly latency: number;
  readonly byte: number;
}

/** What is done and sent in a step: columns are shared in panels, examples in groups of lanes. */
export function worksOf({ width, batchSize, ranks }: Step) {
  const sizes = [[INPUTS, width], [width, width], [width, 10]] as const;
  const products = sizes.map(([inner, units]) => batchSize * inner * units);
  const all = products.reduce((sum, product) => sum + product);
  // All but the lowest layer pass errors on.
  const passes = 2 * all - products[0]!;
  const share = (pieces: number) => Math.ceil(pieces / ranks) / pieces;
  const divided = products.map((product, l) =>
    product < DIVIDE_FROM ? 1 : share(Math.ceil(sizes[l]![1] / TILE_COLUMNS))
  );
  const weights = sizes.slice(1).reduce((sum, [inner, units]) => sum + inner * units, 0);
  const exchange = { batchSize, divideFrom: DIVIDE_FROM };
  const bytes = exchangedBytes(wideLayers(width), exchange).reduce((sum, each) => sum + each);
  return {
    multiplyAdds: passes * share(Math.ceil(batchSize / LANES)) +
      products.reduce((sum, product, l) => sum + product * divided[l]!, 0),
    // Written and read: the batch is selected, and weights are transposed, by everyone.
    moved: 2 * 4 * (batchSize * INPUTS + weights),
    received: bytes * (ranks - 1) / ranks,
    // Losses, inputs of two layers, errors of three, and the weights that are divided.
    exchanges: ranks === 1 ? 0 : 6 + divided.filter((of) => of < 1).length,
  };
}

/** The predicted seconds of a step. */
export function predicted(step: Step, machine: Machine): number {
  const { multiplyAdds, moved, received, exchanges } = worksOf(step);
  return machine.multiplyAdd * multiplyAdds + machine.moved * moved + machine.byte * received +
    machine.latency * exchanges * Math.ceil(Math.log2(step.ranks));
}

/** The constants that fit measured steps best, relative to their times; none is negative. */
export function fitted(measured: readonly Measured[]): Machine {
  const [multiplyAdd, moved] = leastSquares(measured.map((step) => {
    const works = worksOf(step);
    return [[works.multiplyAdds, works.moved], step.seconds - step.exchanging];
  }));
  const [latency, byte] = leastSquares(
    measured.filter(({ ranks }) => ranks > 1).map((step) => {
      const { exchanges, received } = worksOf(step);
      return [[exchanges * Math.ceil(Math.log2(step.ranks)), received], step.exchanging];
    }),
  );
  return { multiplyAdd, moved, latency, byte };
}

/** The numbers from 0 whose products with two features are nearest to values, relative to these. */
function leastSquares(
  points: readonly (readonly [features: readonly [number, number], value: number])[],
): [number, number] {
  const scaled = points.map(([[a, b], value]) => [a / value, b / value] as const);
  const sum = (of: (point: readonly [number, number]) => number) =>
    scaled.reduce((total, point) => total + of(point), 0);
  const aa = sum(([a]) => a * a), ab = sum(([a, b]) => a * b), bb = sum(([, b]) => b * b);
  const a = sum(([a]) => a), b = sum(([, b]) => b), determinant = aa * bb - ab * ab;
  const [x, y] = [(a * bb - b * ab) / determinant, (b * aa - a * ab) / determinant];
  if (x < 0) return [0, b / bb];
  if (y < 0) return [a / aa, 0];
  return [x, y];
}
