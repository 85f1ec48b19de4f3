import { type ByteMatrix, type Inputs, rowRange } from "../../../core/matrix/matrix.ts";
import { ModuleBuilder } from "../emitter/module_builder.ts";
import { PLAIN } from "../emitter/multiply_add.ts";
import { emitPack, packedStride } from "../kernels/pack.ts";
import { entryBytes, type Packing } from "../kernels/sparse.ts";
import { type Layout, PAGE, WORD } from "../memory/layout.ts";

/** Where packed rows go, and how their entries are written. */
export interface PackedPlaces {
  /** How entries are written. */
  readonly packing: Packing;
  /** How many columns a row has. */
  readonly columns: number;
  /** Where the first entry goes. */
  readonly entries: number;
  /** Where the address of each row's first entry goes, and after the last row's the end. */
  readonly starts: number;
  /** Where rows are copied, a few at a time, to be packed from. */
  readonly staging: number;
}

/** Packs rows into the places that it was made for. */
export type Packer = (inputs: Inputs) => void;

/** The bytes that are packed at a time: they stay in the cache between the copy and the packing. */
const STAGED_BYTES = 16384;

/** How far behind the last entry of a row its lines may be touched ahead of time. */
const TOUCHED_BEHIND = 1024;

/** Reserves the places of some rows with some entries, none of which is zero. */
export function reservePacked(
  layout: Layout,
  { packing, columns, rows, entries }: {
    readonly packing: Packing;
    readonly columns: number;
    readonly rows: number;
    readonly entries: number;
  },
): PackedPlaces {
  return {
    packing,
    columns,
    staging: layout.reserve(stagedBytes({ columns, packing })),
    starts: layout.reserve((rows + 1) * WORD),
    entries: layout.reserve(entries * entryBytes(packing.kind) + TOUCHED_BEHIND),
  };
}

/** Makes what packs rows: their entries that are not zero. */
export function packer(memory: WebAssembly.Memory, places: PackedPlaces): Packer {
  const pack = compilePack(memory, places);
  if (places.packing.kind === "numbers") {
    const staged = new Float32Array(memory.buffer, places.staging, stagedBytes(places) / WORD);
    return (inputs) => packRows(inputs, staged, places, pack);
  }
  const staged = new Uint8Array(memory.buffer, places.staging, stagedBytes(places));
  let tabulated = NaN;
  return (inputs) => {
    const { scale } = inputs as ByteMatrix;
    if (scale !== tabulated) {
      // The number that each byte stands for, rounded once.
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

/** Packs staged rows: from the address of the first entry to the address behind the last. */
type Pack = (rows: number, entry: number, start: number) => number;

function compilePack(memory: WebAssembly.Memory, places: PackedPlaces): Pack {
  const { packing: { kind }, columns, staging } = places;
  const module = new ModuleBuilder();
  const parameters = { rows: "i32", entry: "i32", start: "i32" } as const;
  module.function("pack", parameters, (f, { rows, entry, start }) => {
    emitPack({ f, fused: PLAIN }, { kind, staging, columns, rows, entry, start });
    return entry;
  });
  const pages = memory.buffer.byteLength / PAGE;
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const compiled = new WebAssembly.Module(module.bytes({ pages, shared }));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports.pack as Pack;
}

/** Copies rows to where they are staged, a few at a time, and packs them there. */
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
  // What pads a row is never written to, and so stays zero.
  let entry = entries;
  for (let from = 0; from < rows; from += most) {
    const count = Math.min(most, rows - from);
    if (stride === columns) copy(from, count, 0);
    else for (let i = 0; i < count; i++) copy(from + i, 1, i * stride);
    entry = pack(count, entry, starts + from * WORD);
  }
}
