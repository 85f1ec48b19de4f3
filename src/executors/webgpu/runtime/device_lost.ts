import type { Network } from "../../../engine/network.ts";

/**
 * Thrown by `fit` if the device of {@linkcode webgpu} is lost, as when a driver restarts.
 *
 * @example
 * ```ts
 * import { dense, DeviceLostError, network, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 });
 * const error = new DeviceLostError("destroyed", net);
 * assertEquals(error.network, net);
 * ```
 * @category Executors
 */
export class DeviceLostError extends Error {
  /** The name of the class. */
  override readonly name = "DeviceLostError";
  /** The last good network: that after the last epoch, or the one that training began with. */
  readonly network: Network;

  /** An error with the reason of the loss, and the last good network. */
  constructor(reason: string, network: Network) {
    super(`The device of the webgpu executor was lost: ${reason}`);
    this.network = network;
  }
}
