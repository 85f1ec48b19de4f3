import { largestOf } from "../../../core/support/largest.ts";
import { type Inputs, type Matrix, rowRange } from "../../../core/matrix/matrix.ts";
import { type Network, widthsOf } from "../../../engine/network.ts";
import type { Outputs } from "../../executor.ts";
import { reserveStages } from "../programs/buffers.ts";
import { ModuleBuilder } from "../emitter/module_builder.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import type { ProductsBackend } from "../kernels/dense_products.ts";
import { emitForward } from "../programs/forward_program.ts";
import { checkParametersFloat32 } from "../../float32.ts";
import {
  type InputsPlan,
  planInputs,
  reserveBatch,
  withRows,
  writeRows,
} from "../programs/inputs.ts";
import { LANES, Layout, type Rows, WORD } from "../memory/layout.ts";
import { writeParameters } from "../programs/parameters.ts";
import { refusalBy, type Stage, stagesOf } from "../../lower/stages.ts";
import { callAll } from "../programs/step.ts";
import { fusedOfEngine } from "./variant.ts";
import type { PackedBatch } from "../kernels/sparse.ts";
import { type PackedPlaces, type Packer, packer, reservePacked } from "../programs/packer.ts";

/** The most examples computed at a time. */
const MOST_ROWS = 256;

/** The most numbers in a layer of a batch, unless four examples have more: 16 MiB. */
const MOST_NUMBERS = 2 ** 22;

/** Computes the outputs of one network, which has a memory of its own. */
type Inference = (inputs: Inputs) => Promise<Outputs>;

/** What is known of a network: its stages, and what was compiled of them, by the plan of inputs. */
interface Compiled {
  readonly stages: readonly Stage[];
  readonly inferences: Map<string, Inference>;
}

/** Compiled networks, which stay valid as networks are immutable. */
const COMPILED = new WeakMap<Network, Compiled>();

/** Computes the outputs of a network, compiling it at the first call. */
export function computeOutputs(
  network: Network,
  inputs: Inputs,
  backend?: ProductsBackend,
): Promise<Outputs> {
  const fused = fusedOfEngine();
  // The first rows stand for all: the memory also fits rows without zeros.
  const first = rowRange(inputs, 0, Math.min(MOST_ROWS, inputs.rows));
  const known = COMPILED.get(network) ?? {
    stages: stagesOf(network, backend && refusalBy(backend.executor)),
    inferences: new Map(),
  };
  COMPILED.set(network, known);
  const { stages, inferences } = known, plan = planInputs(first, stages);
  const inputsKey = plan.kind === "packed" ? plan.packing : plan.kind;
  const key = [fused.name, inputsKey, backend?.key].join(" ");
  const inference = inferences.get(key) ?? openInference(network, stages, plan, fused, backend);
  inferences.set(key, inference);
  return inference(inputs);
}

function openInference(
  network: Network,
  of: readonly Stage[],
  plan: InputsPlan,
  fused: MultiplyAdd,
  backend: ProductsBackend | undefined,
): Inference {
  const outside = backend?.open(), executor = backend?.executor ?? "wasm";
  checkParametersFloat32(network, executor);
  const layout = new Layout(executor);
  // A power of two, smaller for wide networks.
  const fitting = 2 ** Math.floor(Math.log2(MOST_NUMBERS / largestOf(widthsOf(network))));
  const most = Math.max(LANES, Math.min(MOST_ROWS, fitting));
  const batch = reserveBatch(layout, network, most, plan);
  const plans = { workers: 1, ...(outside && { outside }) };
  const stages = reserveStages(layout, of, batch, most, plans);
  const places = batch.kind === "packed"
    ? reservePacked(layout, batch.batch.packing, network.inputs, most, most * network.inputs)
    : undefined;
  const { pages } = layout;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory, functions = outside?.functionsOn(memory);
  writeParameters(buffer, network, stages);

  const programs = new Map<number, Promise<() => void>>();
  function programFor(rows: number): Promise<() => void> {
    const program = programs.get(rows) ?? compile(rows);
    programs.set(rows, program);
    program.catch(() => programs.delete(rows)); // a failure for want of memory is retried
    return program;
  }
  async function compile(rows: number): Promise<() => void> {
    const module = new ModuleBuilder(outside?.imported), inputs = withRows(batch, rows);
    const passes = emitForward({ module, fused, rows, first: 0, inputs, stages }, "a");
    module.procedure("run", {}, (f) => callAll(f, passes));
    const bytes = module.bytes({ pages, shared: false });
    const imports = { env: { ...functions, memory } };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    return instance.exports.run as () => void;
  }

  const write = places && batch.kind === "packed"
    ? packBatch(memory, places, batch.batch)
    : (inputs: Inputs) => writeRows(buffer, (batch as { readonly a: Rows }).a, inputs);

  const numbers = new Float32Array(buffer), last = stages.at(-1)!;
  return async (inputs) => {
    const z = newMatrix(inputs.rows, last.z.columns), a = newMatrix(inputs.rows, last.z.columns);
    const parts = Array.from({ length: Math.ceil(inputs.rows / most) }, (_, i) => {
      return rowRange(inputs, i * most, Math.min(most, inputs.rows - i * most));
    });
    // Powers of two, so that few programs are compiled; nobody reads the rows to spare.
    const sizes = parts.map(({ rows }) => 2 ** Math.ceil(Math.log2(rows)));
    const runs = await Promise.all(sizes.map(programFor));
    // Nothing is awaited from here on: concurrent calls share the memory.
    parts.forEach((part, i) => {
      write(part);
      runs[i]!();
      readRows(numbers, last.z, z, i * most, part.rows);
      readRows(numbers, last.a, a, i * most, part.rows);
    });
    return { z, a };
  };
}

/** Returns a function that packs the rows of a batch and stores their ranges. */
function packBatch(
  memory: WebAssembly.Memory,
  places: PackedPlaces,
  { ranges }: PackedBatch,
): Packer {
  const pack = packer(memory, places);
  const words = new Uint32Array(memory.buffer);
  return (inputs) => {
    pack(inputs);
    for (let i = 0; i < inputs.rows; i++) {
      words[ranges / WORD + 2 * i] = words[places.starts / WORD + i]!;
      words[ranges / WORD + 2 * i + 1] = words[places.starts / WORD + i + 1]!;
    }
  };
}

function newMatrix(rows: number, columns: number): Matrix & { readonly data: Float64Array } {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

function readRows(
  numbers: Float32Array,
  { address, stride }: Rows,
  { columns, data }: Matrix & { readonly data: Float64Array },
  from: number,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) {
    const at = (address + i * stride) / WORD;
    const to = (from + i) * columns;
    for (let j = 0; j < columns; j++) data[to + j] = numbers[at + j]!;
  }
}
