import { endWith } from "./ending.ts";
import { type Library, type Opened, openLibrary } from "./library.ts";
import { refusal } from "./refusal.ts";

/** One part of memory of each process, in the order of ranks: where it begins and its bytes. */
export interface Ranges {
  /** What `from` counts from. */
  readonly address: number;
  readonly from: Int32Array<ArrayBuffer>;
  readonly bytes: Int32Array<ArrayBuffer>;
}

/** All processes that a launcher has started, as one of them sees them. */
export interface World {
  readonly rank: number;
  readonly size: number;
  /** The library and its version, such as `Open MPI v4.1.4`; `none` for one process without a launcher. */
  readonly library: string;
  /** Sends this process's range of a memory to all others, and receives theirs. */
  readonly gather: (memory: ArrayBufferLike, ranges: Ranges) => void;
  /** What was sent and received so far. */
  readonly traffic: Traffic;
  /** Whether all processes come here within so many milliseconds. */
  readonly meets: (milliseconds: number) => boolean;
  /** Ends all processes. */
  readonly abort: (code: number) => void;
  readonly finalize: () => void;
}

/** What a process has exchanged with the others. */
export interface Traffic {
  /** The number of exchanges. */
  exchanges: number;
  /** The bytes that it received: as much as all others have sent to it. */
  received: number;
  /** The time in exchanges, waiting for others included. */
  seconds: number;
}

let opened: World | undefined;

/**
 * The world of this process, which is joined once.
 *
 * @throws {RangeError} If a launcher has started this process and its library cannot be used; the message
 * says what to do.
 */
export function joinWorld(library?: string): World {
  if (opened === undefined) {
    const found = openLibrary(library);
    opened = found === undefined ? ALONE : initialized(found);
    if (found !== undefined) endWith(opened);
  }
  return opened;
}

/** The world of a process that no launcher has started, as of any program of MPI: one. */
const ALONE: World = {
  ...{ rank: 0, size: 1, library: "none", traffic: { exchanges: 0, received: 0, seconds: 0 } },
  gather: () => {},
  meets: () => true,
  abort: (code) => Deno.exit(code),
  finalize: () => {},
};

function initialized({ library, launcher, started }: Opened): World {
  const { functions, world, handleIn } = library;
  functions.MPI_Init(null, null);
  const number = new Int32Array(1);
  functions.MPI_Comm_size(world, number);
  const size = number[0]!;
  if (started !== undefined && started !== size) {
    throw refusal(
      `${library.file} is not the library of ${launcher}, which started ${started} processes, of ` +
        `which it sees ${size}: name the right one by BACKPROOF_MPI or mpi({ library })`,
    );
  }
  functions.MPI_Comm_rank(world, number);
  const rank = number[0]!;
  // Its own, so that nothing mixes with what the program itself sends.
  const copyOf = () => {
    const place = new BigInt64Array(1);
    functions.MPI_Comm_dup(world, new Uint8Array(place.buffer));
    return handleIn(place);
  };
  const comm = copyOf(), meetings = copyOf();
  const traffic: Traffic = { exchanges: 0, received: 0, seconds: 0 };
  const baseOf = pointersOf();
  return {
    ...{ rank, size, traffic, library: versionOf(library) },
    gather: (memory, { address, from, bytes }) => {
      const base = Deno.UnsafePointer.offset(baseOf(memory), address);
      const { inPlace, byte } = library;
      const began = performance.now();
      functions.MPI_Allgatherv(inPlace, 0, byte, base, bytes, from, byte, comm);
      traffic.seconds += (performance.now() - began) / 1000;
      traffic.exchanges++;
      for (let r = 0; r < size; r++) if (r !== rank) traffic.received += bytes[r]!;
    },
    meets: (milliseconds) => {
      const request = new Uint8Array(8), flag = new Int32Array(1);
      functions.MPI_Ibarrier(meetings, request);
      const pause = new Int32Array(new SharedArrayBuffer(4));
      const end = performance.now() + milliseconds;
      for (;;) {
        functions.MPI_Test(request, flag, library.ignored);
        if (flag[0] !== 0) return true;
        if (performance.now() > end) return false;
        Atomics.wait(pause, 0, 0, 1); // the others may need this processor
      }
    },
    abort: (code) => void functions.MPI_Abort(world, code),
    finalize: () => void functions.MPI_Finalize(),
  };
}

/** Returns a function that gives the pointer to a memory, and keeps it. */
function pointersOf(): (memory: ArrayBufferLike) => Deno.PointerObject {
  const known = new WeakMap<ArrayBufferLike, Deno.PointerObject>();
  return (memory) => {
    const found = known.get(memory) ??
      Deno.UnsafePointer.of(new Uint8Array(memory as ArrayBuffer))!;
    known.set(memory, found);
    return found;
  };
}

/** The most bytes of a version: MPI_MAX_LIBRARY_VERSION_STRING of MPICH, the longer one. */
const MOST_BYTES = 8192;

function versionOf({ functions }: Library): string {
  const text = new Uint8Array(MOST_BYTES), length = new Int32Array(1);
  functions.MPI_Get_library_version(text, length);
  const [first, second = ""] = new TextDecoder().decode(text.subarray(0, length[0]! - 1)).split(
    "\n",
  );
  const mpich = /^MPICH Version:\s*(\S+)/.exec(first!);
  return mpich ? `MPICH ${mpich[1]}` : first!.split(",")[0]! || second;
}

/** The numbers that all processes give, in the order of ranks; all must come together. */
export function numbersOfAll({ rank, size, gather }: World, number: number): Float64Array {
  const all = new Float64Array(size), { BYTES_PER_ELEMENT: bytes } = all;
  all[rank] = number;
  gather(all.buffer, {
    address: 0,
    from: Int32Array.from({ length: size }, (_, r) => r * bytes),
    bytes: new Int32Array(size).fill(bytes),
  });
  return all;
}
