import type { ByteMatrix, Inputs, Matrix } from "../matrix/matrix.ts";
import { ModuleBuilder } from "./emitter/module_builder.ts";
import { PLAIN } from "./emitter/multiply_add.ts";
import { emitPack } from "./kernels/pack.ts";
import { entryBytes, type Packing } from "./kernels/sparse.ts";
import { VECTOR } from "./kernels/tile.ts";
import { type Layout, PAGE, roundUp, WORD } from "./layout.ts";

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
  /** Where rows of bytes are copied, a few at a time, to be packed from. */
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
    staging: layout.reserve(Math.max(STAGED_BYTES, strideOf(columns))),
    starts: layout.reserve((rows + 1) * WORD),
    entries: layout.reserve(entries * entryBytes(packing.kind) + TOUCHED_BEHIND),
  };
}

/** Makes what packs rows: their entries that are not zero. */
export function packer(memory: WebAssembly.Memory, places: PackedPlaces): Packer {
  if (places.packing.kind === "numbers") {
    return (inputs) => packNumbers(memory.buffer, inputs as Matrix, places);
  }
  const pack = compilePack(memory, places);
  let tabulated = NaN;
  return (inputs) => {
    const { scale } = inputs as ByteMatrix;
    if (scale !== tabulated) {
      // The number that each byte stands for, rounded once.
      const table = Float32Array.from({ length: 256 }, (_, byte) => byte * scale);
      new Float32Array(memory.buffer).set(table, places.packing.table / WORD);
      tabulated = scale;
    }
    packBytes(memory.buffer, inputs as ByteMatrix, places, pack);
  };
}

function strideOf(columns: number): number {
  return roundUp(columns, VECTOR);
}

/** Packs staged rows: from the address of the first entry to the address behind the last. */
type Pack = (rows: number, entry: number, start: number) => number;

function compilePack(memory: WebAssembly.Memory, { columns, staging }: PackedPlaces): Pack {
  const module = new ModuleBuilder();
  const parameters = { rows: "i32", entry: "i32", start: "i32" } as const;
  module.function("pack", parameters, (f, { rows, entry, start }) => {
    const stride = strideOf(columns);
    emitPack({ f, fused: PLAIN }, { staging, stride, rows, entry, start });
    return entry;
  });
  const pages = memory.buffer.byteLength / PAGE;
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const compiled = new WebAssembly.Module(module.bytes({ pages, shared }));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports.pack as Pack;
}

function packBytes(
  buffer: ArrayBufferLike,
  { rows, columns, data }: ByteMatrix,
  { staging, entries, starts }: PackedPlaces,
  pack: Pack,
): void {
  const stride = strideOf(columns);
  const staged = new Uint8Array(buffer, staging, Math.max(STAGED_BYTES, stride));
  const most = Math.floor(staged.length / stride);
  // What pads a row is never written to, and so stays zero.
  let entry = entries;
  for (let from = 0; from < rows; from += most) {
    const count = Math.min(most, rows - from);
    if (stride === columns) {
      staged.set(data.subarray(from * columns, (from + count) * columns));
    } else {
      for (let i = 0; i < count; i++) {
        const row = (from + i) * columns;
        staged.set(data.subarray(row, row + columns), i * stride);
      }
    }
    entry = pack(count, entry, starts + from * WORD);
  }
}

function packNumbers(
  buffer: ArrayBufferLike,
  { rows, columns, data }: Matrix,
  { entries, starts }: PackedPlaces,
): void {
  const words = new Uint32Array(buffer), numbers = new Float32Array(buffer);
  let next = entries / WORD;
  for (let i = 0; i < rows; i++) {
    words[starts / WORD + i] = next * WORD;
    for (let j = 0; j < columns; j++) {
      const entry = data[i * columns + j]!;
      if (entry === 0) continue;
      words[next] = j;
      numbers[next + 1] = entry;
      next += 2;
    }
  }
  words[starts / WORD + rows] = next * WORD;
}
