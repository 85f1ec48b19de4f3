import { assert, assertEquals, assertRejects } from "@std/assert";
import { classification } from "../../../data.ts";
import { categoricalCrossEntropy, dense, network, softmax } from "../../../engine.ts";
import { DeviceLostError, webgpu } from "../../../executors.ts";
import { fit, predict, sgd } from "../../../train.ts";
import { buffersOf } from "../../../src/executors/webgpu/runtime/compiled.ts";
import { hasAdapter } from "../../support/adapter.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";

const ignore = !await hasAdapter(), needs = "(needs an adapter of WebGPU)";
const net = network({ inputs: 2, layers: [dense(3, softmax)], seed: 1 });
const data = classification(matrixOf(6, 2, 1), [0, 1, 2, 0, 1, 2], 3);
const options = { loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) };

Deno.test({
  name:
    `a lost device ends fit() with its error, which holds the network of the last epoch ${needs}`,
  ignore,
  fn: async () => {
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    const epochs: string[] = [];
    const training = fit(net, data, {
      ...{ ...options, epochs: 9, executor: webgpu({ device }) },
      onEpoch: (_, trained) => {
        epochs.push(bitsOf(trained));
        if (epochs.length === 2) device.destroy();
      },
    });
    const error = await assertRejects(() => training, DeviceLostError, "was lost: destroyed");
    assertEquals(epochs.length, 2);
    assertEquals(bitsOf(error.network), epochs[1]);
    const again = () => predict(net, data.inputs, { executor: webgpu({ device }) });
    await assertRejects(again, DeviceLostError);
    // Another device is opened where none was given.
    assertEquals((await predict(net, data.inputs, { executor: webgpu() })).rows, 6);
  },
});

Deno.test({
  name: `webgpu({ device }) computes on the device that it is given ${needs}`,
  ignore,
  fn: async () => {
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    const [own, shared] = await Promise.all(
      [webgpu({ device }), webgpu()].map((executor) => fit(net, data, { ...options, executor })),
    );
    assertEquals(bitsOf(own!.network), bitsOf(shared!.network));
    device.destroy();
  },
});

Deno.test("webgpu() refuses options that it does not know", () => {
  const unknown = { devices: 1 } as Parameters<typeof webgpu>[0];
  let message = "";
  try {
    webgpu(unknown);
  } catch (error) {
    message = (error as Error).message;
  }
  assert(message.includes("devices"), message);
});

Deno.test("a network that is larger than a buffer of the adapter is refused by name", () => {
  const limits = { maxStorageBufferBindingSize: 1024, maxBufferSize: 2048 } as GPUSupportedLimits;
  const open = {
    device: { limits } as GPUDevice,
    adapter: "a small adapter",
    loss: () => undefined,
  };
  const sizes = { numbers: 257, examples: 1, stretch: 1 };
  let message = "";
  try {
    buffersOf(open, sizes);
  } catch (error) {
    message = (error as Error).message;
  }
  assertEquals(
    message,
    "The webgpu executor needs 1028 bytes for the numbers of a network and its batch, but a buffer of " +
      "a small adapter has at most 1024: use a smaller batchSize or network",
  );
});

Deno.test({
  name: "webgpu says what is missing where the platform has no WebGPU, or no adapter",
  fn: async () => {
    const known = Object.getOwnPropertyDescriptor(Navigator.prototype, "gpu")!;
    const say = async (gpu: unknown, message: string) => {
      Object.defineProperty(Navigator.prototype, "gpu", { ...known, get: () => gpu });
      try {
        // A preference that no other test has, as devices are shared by it.
        const executor = webgpu({ powerPreference: "low-power" });
        await assertRejects(() => predict(net, data.inputs, { executor }), RangeError, message);
      } finally {
        Object.defineProperty(Navigator.prototype, "gpu", known);
      }
    };
    await say(undefined, "needs WebGPU, which this platform does not have");
    await say(
      { requestAdapter: () => Promise.resolve(null) },
      "WebGPU found none: install a driver",
    );
  },
});
