import { describe } from "../../../core/support/describe.ts";
import { type Kernel, MOST_GROUPS } from "../wgsl/kernel.ts";
import type { OpenDevice } from "./device.ts";
import { WORD } from "./reading.ts";

/** The buffers of all kernels, in the order of their bindings. */
export interface Buffers {
  readonly numbers: GPUBuffer;
  readonly examples: GPUBuffer;
  readonly stretch: GPUBuffer;
  readonly counts: GPUBuffer;
}

/** A kernel that can be encoded. */
export interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly groups: Kernel["groups"];
}

/** Compiles kernels, each text once. */
export interface Compiler {
  readonly layout: GPUBindGroupLayout;
  readonly compile: (kernels: readonly Kernel[]) => Promise<Compiled[]>;
}

const READ = [false, true, true, false];

/** The compilers of devices. */
const COMPILERS = new WeakMap<OpenDevice, Compiler>();

/** The most kernels that a device keeps for the next training: those used last. */
const MOST_KEPT = 512;

/** The compiler of a device. */
export function compilerOf(open: OpenDevice): Compiler {
  const compiler = COMPILERS.get(open) ?? newCompiler(open);
  COMPILERS.set(open, compiler);
  return compiler;
}

function newCompiler({ device }: OpenDevice): Compiler {
  const layout = device.createBindGroupLayout({
    entries: READ.map((isRead, binding) => ({
      ...{ binding, visibility: GPUShaderStage.COMPUTE },
      buffer: { type: isRead ? "read-only-storage" : "storage" } as const,
    })),
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const known = new Map<string, Promise<GPUComputePipeline>>();
  const pipelineOf = ({ name, code, groups }: Kernel) => {
    if (groups.some((count) => count > MOST_GROUPS)) {
      throw new RangeError(
        `The webgpu executor must divide ${name} into at most ${MOST_GROUPS} groups along each ` +
          `dimension, but found ${groups.join(" × ")}; a smaller batchSize needs fewer`,
      );
    }
    const pipeline = known.get(code) ?? device.createComputePipelineAsync({
      ...{ label: name, layout: pipelineLayout },
      compute: { module: device.createShaderModule({ label: name, code }), entryPoint: "main" },
    });
    known.delete(code);
    known.set(code, pipeline);
    if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
    return pipeline.catch((error) => {
      known.delete(code);
      throw new RangeError(
        `The adapter does not accept the kernel ${name}: ${describe(`${error}`)}`,
      );
    });
  };
  return {
    layout,
    compile: (kernels) =>
      Promise.all(kernels.map(async (kernel) => {
        return { pipeline: await pipelineOf(kernel), groups: kernel.groups };
      })),
  };
}

/** Encodes kernels, one after the other. */
export function encode(pass: GPUComputePassEncoder, kernels: readonly Compiled[]): void {
  for (const { pipeline, groups } of kernels) {
    pass.setPipeline(pipeline);
    pass.dispatchWorkgroups(...groups);
  }
}

/** How many words of 32 bits each buffer has. */
export type BufferWords = Readonly<Record<"numbers" | "examples" | "stretch", number>>;

const NAMES: BufferNames = {
  numbers: "the numbers of a network and its batch",
  examples: "examples",
  stretch: "the numbers of some steps",
};

type BufferNames = Readonly<Record<keyof BufferWords, string>>;

/** Throws a RangeError where a buffer is larger than the adapter allows. */
export function checkSizes({ device, adapter }: OpenDevice, words: BufferWords): void {
  const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
  const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  for (const [name, count] of Object.entries(words)) {
    if (count * WORD <= most) continue;
    throw new RangeError(
      `The webgpu executor needs ${count * WORD} bytes for ${NAMES[name as keyof BufferWords]}, ` +
        `but a buffer of ${adapter} has at most ${most}: use a smaller batchSize or network`,
    );
  }
}

/** The buffers of so many words each; throws a RangeError where the adapter allows fewer. */
export function buffersOf(open: OpenDevice, words: BufferWords): Buffers {
  checkSizes(open, words);
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const buffer = (label: string, count: number) =>
    open.device.createBuffer({
      ...{ label, size: Math.max(1, count) * WORD, usage: STORAGE | COPY_SRC | COPY_DST },
    });
  return {
    numbers: buffer(NAMES.numbers, words.numbers),
    examples: buffer(NAMES.examples, words.examples),
    stretch: buffer(NAMES.stretch, words.stretch),
    counts: buffer("counts", 2),
  };
}

/** The buffers of {@linkcode buffersOf}; rejects with a RangeError where there is no memory for them. */
export async function allocated(open: OpenDevice, words: BufferWords): Promise<Buffers> {
  checkSizes(open, words);
  open.device.pushErrorScope("out-of-memory");
  const made = buffersOf(open, words), error = await open.device.popErrorScope();
  if (!error) return made;
  release(made);
  const found = describe(error.message);
  throw new RangeError(`The webgpu executor found too little memory on ${open.adapter}: ${found}`);
}

/** Releases the memory of buffers. */
export function release(buffers: Buffers): void {
  for (const buffer of Object.values(buffers)) buffer.destroy();
}

/** The bindings of buffers. */
export function bound(
  { device }: OpenDevice,
  layout: GPUBindGroupLayout,
  of: Buffers,
): GPUBindGroup {
  const { numbers, examples, stretch, counts } = of;
  const entries = [numbers, examples, stretch, counts].map((buffer, binding) => {
    return { binding, resource: { buffer } };
  });
  return device.createBindGroup({ layout, entries });
}
