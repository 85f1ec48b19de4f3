import type { Network } from "../../../engine/network.ts";
import type { OpenDevice } from "./device.ts";
import { DeviceLostError } from "./device_lost.ts";

/** Throws a DeviceLostError if a device is known to be lost. */
export function checkDevice({ loss }: OpenDevice, good: Network): void {
  const reason = loss();
  if (reason !== undefined) throw new DeviceLostError(reason, good);
}

/** What to throw for an error of a device: that it was lost, of which one is told a little later. */
export async function deviceError(
  open: OpenDevice,
  error: unknown,
  good: Network,
): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = new Promise((resolve) => timer = setTimeout(resolve, 100));
  await Promise.race([open.device.lost, soon]);
  clearTimeout(timer);
  const reason = open.loss();
  return reason === undefined ? error : new DeviceLostError(reason, good);
}
