import type { ProductsBackend, ProductShape } from "../wasm/kernels/dense_products.ts";
import { leaseLibrary, type LeaseOptions } from "./library.ts";
import { blasBackend } from "./products.ts";
import { isWorthIt } from "./thresholds.ts";

/** A backend whose library is open until it is closed. */
export interface LeasedBackend {
  readonly backend: ProductsBackend;
  /** The library, its version and its threads. */
  readonly description: string;
  readonly close: () => void;
}

/** Opens a library for the products that `takes` leaves to it. */
export function leaseBackend(
  options: LeaseOptions,
  takes: (shape: ProductShape) => boolean = isWorthIt,
): LeasedBackend {
  const { description, bind, close } = leaseLibrary(options);
  const key = `${options.library ?? ""} ${description}`;
  return { backend: blasBackend({ key, bind, takes }), description, close };
}
