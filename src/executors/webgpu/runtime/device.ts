/** What {@linkcode webgpu} computes on. */
export interface DeviceOptions {
  /** The device; defaults to one with all that the adapter allows, shared by all trainings. */
  readonly device?: GPUDevice | undefined;
  /** Which adapter is wanted, if there are several; ignored if a device is given. */
  readonly powerPreference?: GPUPowerPreference | undefined;
}

/** A device and what it is called. */
export interface OpenDevice {
  readonly device: GPUDevice;
  /** The adapter, as its driver describes it. */
  readonly adapter: string;
  /** Why the device was lost, if it was. */
  readonly loss: () => string | undefined;
}

/** The devices that were opened, by the adapter that was wanted. */
const OPENED = new Map<string, Promise<OpenDevice>>();

/** Those that were given. */
const GIVEN = new WeakMap<GPUDevice, OpenDevice>();

/**
 * The device for some options; opened once, and again after it was lost.
 *
 * @throws {RangeError} If the platform has no WebGPU, or no adapter.
 */
export async function openDevice({ device, powerPreference }: DeviceOptions): Promise<OpenDevice> {
  if (device) {
    const known = GIVEN.get(device) ?? watched(device);
    GIVEN.set(device, known);
    return known;
  }
  const key = powerPreference ?? "";
  const opened = OPENED.get(key) ?? requested(powerPreference, () => OPENED.delete(key));
  OPENED.set(key, opened);
  opened.catch(() => OPENED.delete(key)); // an adapter may be there later
  return await opened;
}

async function requested(
  powerPreference: GPUPowerPreference | undefined,
  onLoss: () => void,
): Promise<OpenDevice> {
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  if (!gpu) {
    throw new RangeError(
      `The webgpu executor needs WebGPU, which this platform does not have; ` +
        `executor: "wasm" runs wherever WebAssembly does`,
    );
  }
  const adapter = await gpu.requestAdapter(powerPreference && { powerPreference });
  if (!adapter) {
    throw new RangeError(
      `The webgpu executor needs an adapter, but WebGPU found none: install a driver, such as Debian's ` +
        `mesa-vulkan-drivers, which needs no GPU; executor: "wasm" needs neither`,
    );
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize };
  const device = await adapter.requestDevice({ requiredLimits });
  return watched(device, onLoss, adapter.info);
}

function watched(
  device: GPUDevice,
  onLoss = () => {},
  info: GPUAdapterInfo | undefined = (device as { adapterInfo?: GPUAdapterInfo }).adapterInfo,
): OpenDevice {
  let loss: string | undefined;
  device.lost.then(({ reason, message }) => {
    loss = [reason, message].filter(Boolean).join(": ");
    onLoss();
  });
  const words = [info?.description, [info?.vendor, info?.architecture].filter(Boolean).join(" ")];
  return { device, adapter: words.find(Boolean) || "an adapter", loss: () => loss };
}
