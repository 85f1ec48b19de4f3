import type { ProductsBackend } from "../wasm/kernels/dense_products.ts";
import { leaseLibrary, type LeaseOptions } from "./library.ts";
import type { ProductShape } from "./product_shape.ts";
import { blasBackend } from "./products.ts";
import { bitsOf, thresholdOf } from "./thresholds.ts";

/** A backend whose library is open until it is closed. */
export interface LeasedBackend {
  readonly backend: ProductsBackend;
  /** The library, its version and its threads. */
  readonly description: string;
  readonly close: () => void;
}

/**
 * Opens a library for the products that `takes` leaves to it, by default those that it is faster for.
 */
export function leaseBackend(
  options: LeaseOptions,
  takes?: (shape: ProductShape) => boolean,
): LeasedBackend {
  const { description, core, bind, close } = leaseLibrary(options);
  // On several cores, kernels of 128 bits are ahead of one worker, too.
  const bits = Math.max(bitsOf(core), options.threads > 1 ? 256 : 0) as ReturnType<typeof bitsOf>;
  const isUsed = takes !== undefined || bits > 128;
  const backend = blasBackend({
    ...{ key: `${options.library ?? ""} ${description}`, bind },
    takes: takes ?? thresholdOf(bits),
  });
  return {
    ...{ backend, close },
    description: isUsed ? description : `${description}, unused as its kernels are of 128 bits`,
  };
}
