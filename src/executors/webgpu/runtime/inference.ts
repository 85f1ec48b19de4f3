import { type Inputs, rowRange } from "../../../core/matrix/matrix.ts";
import { largestOf } from "../../../core/support/largest.ts";
import { type Network, outputsOf, widthsOf } from "../../../engine/network.ts";
import type { Outputs } from "../../executor.ts";
import { checkParametersFloat32 } from "../../float32.ts";
import { stagesOf } from "../../lower/stages.ts";
import { forwardKernels } from "../programs/forward.ts";
import { Arena, reserveStages } from "../programs/regions.ts";
import { bound, buffersOf, type Compiled, compilerOf, encode } from "./compiled.ts";
import type { OpenDevice } from "./device.ts";
import { checkDevice, deviceError } from "./losses.ts";
import { writeNumbers } from "./examples.ts";
import { writeParameters } from "./parameters.ts";
import { type Range, readingOf, WORD } from "./reading.ts";
import { refusal } from "./refusal.ts";

/** The most examples computed at a time, and how many at least: nobody reads those to spare. */
const MOST_ROWS = 512, LEAST_ROWS = 32;

/** The most numbers in a layer of a batch. */
const MOST_NUMBERS = 2 ** 22;

/** Computes the outputs of one network. */
type Inference = (inputs: Inputs) => Promise<Outputs>;

/** Compiled networks by their devices, which stay valid as networks are immutable. */
const COMPILED = new WeakMap<
  Network,
  { readonly open: OpenDevice; readonly inference: Inference }
>();

/** Computes the outputs of a network, compiling it at the first call. */
export function computeOutputs(
  network: Network,
  inputs: Inputs,
  open: OpenDevice,
): Promise<Outputs> {
  const known = COMPILED.get(network);
  if (known?.open === open) return known.inference(inputs);
  const inference = openInference(network, open);
  COMPILED.set(network, { open, inference });
  return inference(inputs);
}

function openInference(network: Network, open: OpenDevice): Inference {
  checkParametersFloat32(network, "webgpu");
  const { device } = open;
  const most = Math.max(
    1,
    Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / largestOf(widthsOf(network)))),
  );
  const arena = new Arena(), first = arena.reserve(most * network.inputs);
  const stages = reserveStages(arena, stagesOf(network, refusal), first, most);
  const buffers = buffersOf(open, { numbers: arena.words, examples: 0, stretch: 0 });
  const compiler = compilerOf(open), group = bound(open, compiler.layout, buffers);
  writeParameters(device.queue, buffers.numbers, network, stages);
  const programs = new Map<number, Promise<Compiled[]>>();
  const programOf = (rows: number) => {
    const kernels = programs.get(rows) ??
      compiler.compile(forwardKernels({ rows, inputs: first, stages }));
    programs.set(rows, kernels);
    return kernels;
  };
  const columns = outputsOf(network), last = stages.at(-1)!;
  return async (inputs) => {
    const z = new Float64Array(inputs.rows * columns), a = new Float64Array(z.length);
    for (let from = 0; from < inputs.rows; from += most) {
      const part = rowRange(inputs, from, Math.min(most, inputs.rows - from));
      const kernels = await programOf(part.rows <= LEAST_ROWS ? Math.min(LEAST_ROWS, most) : most)
        .catch(async (error) => {
          throw await deviceError(open, error, network);
        });
      checkDevice(open, network);
      // Nothing is awaited until all is submitted: concurrent calls share the memory.
      const numbers = new Float32Array(part.rows * network.inputs);
      writeNumbers(numbers, 0, part);
      device.queue.writeBuffer(buffers.numbers, first * WORD, numbers);
      const encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
      pass.setBindGroup(0, group);
      encode(pass, kernels);
      pass.end();
      const ranges = [last.z, last.a].map((at): Range => [at, part.rows * columns]);
      const reading = readingOf(open, encoder, buffers.numbers, ranges, () => network);
      device.queue.submit([encoder.finish()]);
      const [zs, as] = await reading();
      z.set(zs!, from * columns);
      a.set(as!, from * columns);
    }
    const shape = { rows: inputs.rows, columns };
    return { z: { ...shape, data: z }, a: { ...shape, data: a } };
  };
}
