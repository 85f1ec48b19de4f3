import { type ByteMatrix, type Inputs, rowRange } from "../../../core/matrix/matrix.ts";
import { ModuleBuilder } from "../emitter/module_builder.ts";
import { PLAIN } from "../emitter/multiply_add.ts";
import { COMPACTIONS, emitPack, packedStride } from "../kernels/pack.ts";
import { entryBytes, type Packing } from "../kernels/sparse.ts";
import { type Layout, PAGE, WORD } from "../memory/layout.ts";

/** The memory of packed rows. */
export interface PackedPlaces {
  readonly packing: Packing;
  readonly columns: number;
  /** The address of the first entry. */
  readonly entries: number;
  /** The address of a list: the address of each row's first entry, and the end of the last row. */
  readonly starts: number;
  /** The address that rows are copied to, a few at a time, to be packed. */
  readonly staging: number;
  /** The address of what packing looks up. */
  readonly compactions: number;
}

/** Packs rows into memory. */
export type Packer = (inputs: Inputs) => void;

/** The bytes packed at a time, few enough to stay in the cache. */
const STAGED_BYTES = 16384;

/** How far beyond the last entry of a row its cache lines may be prefetched. */
const TOUCHED_BEHIND = 1024;

/** Reserves memory for `rows` rows with `entries` nonzero entries in all. */
export function reservePacked(
  layout: Layout,
  packing: Packing,
  columns: number,
  rows: number,
  entries: number,
): PackedPlaces {
  return {
    packing,
    columns,
    staging: layout.reserve(stagedBytes({ columns, packing })),
    compactions: layout.reserve(COMPACTIONS.length),
    starts: layout.reserve((rows + 1) * WORD),
    entries: layout.reserve(entries * entryBytes(packing.kind) + TOUCHED_BEHIND),
  };
}

/** Returns a function that packs the nonzero entries of rows. */
export function packer(memory: WebAssembly.Memory, places: PackedPlaces): Packer {
  const pack = compilePack(memory, places);
  new Uint8Array(memory.buffer).set(COMPACTIONS, places.compactions);
  if (places.packing.kind === "numbers") {
    const staged = new Float32Array(memory.buffer, places.staging, stagedBytes(places) / WORD);
    return (inputs) => packRows(inputs, staged, places, pack);
  }
  const staged = new Uint8Array(memory.buffer, places.staging, stagedBytes(places));
  let tabulated = NaN;
  return (inputs) => {
    const { scale } = inputs as ByteMatrix;
    if (scale !== tabulated) {
      // The number of each byte, rounded once.
      const table = Float32Array.from({ length: 256 }, (_, byte) => byte * scale);
      new Float32Array(memory.buffer).set(table, places.packing.table / WORD);
      tabulated = scale;
    }
    packRows(inputs, staged, places, pack);
  };
}

function stagedBytes({ columns, packing }: Pick<PackedPlaces, "columns" | "packing">): number {
  return Math.max(STAGED_BYTES, packedStride(packing.kind, columns));
}

/** Packs staged rows, given the address of the first entry; returns the address after the last. */
type Pack = (rows: number, entry: number, start: number) => number;

function compilePack(memory: WebAssembly.Memory, places: PackedPlaces): Pack {
  const { packing: { kind }, columns, staging, compactions } = places;
  const module = new ModuleBuilder();
  const parameters = { rows: "i32", entry: "i32", start: "i32" } as const;
  module.function("pack", parameters, (f, { rows, entry, start }) => {
    emitPack({ f, fused: PLAIN }, { kind, staging, compactions, columns, rows, entry, start });
    return entry;
  });
  const pages = memory.buffer.byteLength / PAGE;
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const compiled = new WebAssembly.Module(module.bytes({ pages, shared }));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports.pack as Pack;
}

/** Copies rows to staging, a few at a time, and packs them. */
function packRows(
  inputs: Inputs,
  staged: Uint8Array | Float32Array,
  places: PackedPlaces,
  pack: Pack,
): void {
  const { rows, columns } = inputs, { entries, starts } = places;
  const stride = packedStride(places.packing.kind, columns) / staged.BYTES_PER_ELEMENT;
  const most = Math.floor(staged.length / stride);
  const copy = (from: number, count: number, to: number) => {
    staged.set(rowRange(inputs, from, count).data, to);
  };
  // The padding of rows is never written to, and so stays zero.
  let entry = entries;
  for (let from = 0; from < rows; from += most) {
    const count = Math.min(most, rows - from);
    if (stride === columns) copy(from, count, 0);
    else for (let i = 0; i < count; i++) copy(from + i, 1, i * stride);
    entry = pack(count, entry, starts + from * WORD);
  }
}
