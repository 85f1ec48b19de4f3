import { refusal } from "./refusal.ts";

/** The functions of MPI that are in use; `Handle` is how a library passes communicators and types. */
const functionsOf = <Handle extends "pointer" | "i32">(handle: Handle) => ({
  MPI_Init: { parameters: ["pointer", "pointer"], result: "i32" },
  MPI_Finalize: { parameters: [], result: "i32" },
  MPI_Abort: { parameters: [handle, "i32"], result: "i32" },
  MPI_Comm_dup: { parameters: [handle, "buffer"], result: "i32" },
  MPI_Comm_rank: { parameters: [handle, "buffer"], result: "i32" },
  MPI_Comm_size: { parameters: [handle, "buffer"], result: "i32" },
  MPI_Get_library_version: { parameters: ["buffer", "buffer"], result: "i32" },
  MPI_Allgatherv: {
    parameters: ["isize", "i32", handle, "pointer", "buffer", "buffer", handle, handle],
    result: "i32",
  },
  MPI_Ibarrier: { parameters: [handle, "buffer"], result: "i32" },
  MPI_Test: { parameters: ["buffer", "buffer", "isize"], result: "i32" },
} as const);

/** The handles of a library, and its constants. */
interface Constants {
  readonly world: Handle;
  readonly byte: Handle;
  /** MPI_IN_PLACE. */
  readonly inPlace: number;
  /** MPI_STATUS_IGNORE. */
  readonly ignored: number;
}

/** A communicator or a type: a pointer in Open MPI, a number in MPICH. */
export type Handle = Deno.PointerValue | number;

/** The functions of MPI, with handles of either sort. */
export type Functions = {
  readonly [Name in keyof ReturnType<typeof functionsOf>]: (
    ...operands: readonly (Handle | Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>)[]
  ) => number;
};

/** An MPI library in this process. */
export interface Library extends Constants {
  /** The file that was loaded. */
  readonly file: string;
  readonly functions: Functions;
  /** Reads a handle that a function has written. */
  readonly handleIn: (place: BigInt64Array<ArrayBuffer>) => Handle;
}

/** What is known of a launcher: the variables it sets, and the library that belongs to it. */
interface Launcher {
  readonly name: string;
  /** The number of processes, or just a sign of the launcher. */
  readonly variables: readonly string[];
  readonly files: readonly string[];
}

const OPEN_MPI = ["libmpi.so.40", "libmpi.so", "libmpi.dylib", "/opt/homebrew/lib/libmpi.dylib"];
const MPICH = ["libmpich.so.12", "libmpi.so.12", "libmpi.dylib", "/opt/homebrew/lib/libmpi.dylib"];

/** Launchers, the surest sign first. */
const LAUNCHERS: readonly Launcher[] = [
  { name: "Open MPI's mpirun", variables: ["OMPI_COMM_WORLD_SIZE"], files: OPEN_MPI },
  { name: "MPICH's mpirun", variables: ["PMI_SIZE"], files: MPICH },
  { name: "Slurm's srun", variables: ["PMIX_RANK"], files: [...OPEN_MPI, ...MPICH] },
];

/** The functions of C that tell of the environment and load libraries so that others see their symbols. */
const C = {
  dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
  dlerror: { parameters: [], result: "pointer" },
  dlsym: { parameters: ["pointer", "buffer"], result: "pointer" },
  getenv: { parameters: ["buffer"], result: "pointer" },
} as const;

const RTLD_NOW = 2, RTLD_GLOBAL = { linux: 0x100, darwin: 8 } as const;

/** What {@linkcode openLibrary} found. */
export interface Opened {
  readonly library: Library;
  readonly launcher: string;
  /** How many processes the launcher has started, if it says so. */
  readonly started: number | undefined;
}

/**
 * Loads the MPI library that belongs to the launcher of this process.
 *
 * @param wanted The file of a library, instead of that which is found.
 * @returns Nothing if no launcher has started this process: it is alone then.
 * @throws {RangeError} Outside Deno, without `--allow-ffi`, or if no library is found.
 */
export function openLibrary(wanted?: string): Opened | undefined {
  const { Deno } = globalThis as { readonly Deno?: typeof globalThis.Deno };
  if (Deno?.dlopen === undefined) throw refusal("it needs Deno, whose FFI calls the MPI library");
  const system = Deno.build.os === "darwin" ? "darwin" : "linux";
  const isAllowed = Deno.permissions.querySync({ name: "ffi" }).state === "granted";
  const libc = system === "darwin" ? "libSystem.B.dylib" : "libc.so.6";
  const c = isAllowed ? Deno.dlopen(libc, C).symbols : undefined;
  const mayRead = (variable: string) =>
    Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  // A program that may read the environment and has no launcher needs no library.
  const isReadable = LAUNCHERS.every(({ variables }) => variables.every(mayRead));
  if (!isAllowed && !isReadable) throw notAllowed();
  const variable = (name: string) => {
    if (mayRead(name)) return Deno.env.get(name);
    return c && textAt(c.getenv(zeroEnded(name)));
  };
  const launcher = LAUNCHERS.find(({ variables }) => variables.some(variable));
  if (launcher === undefined) return undefined;
  if (c === undefined) throw notAllowed();
  const named = wanted ?? variable("BACKPROOF_MPI");
  const failures: string[] = [];
  for (const file of named === undefined ? launcher.files : [named]) {
    // Open MPI loads its parts at run time, which look for its symbols among the global ones.
    const loaded = c.dlopen(zeroEnded(file), RTLD_NOW | RTLD_GLOBAL[system]);
    if (loaded === null) {
      failures.push(textAt(c.dlerror()) ?? `${file} cannot be loaded`);
      continue;
    }
    const started = Number(variable(launcher.variables[0]!));
    return {
      library: libraryIn(file, (name) => c.dlsym(loaded, zeroEnded(name))),
      launcher: launcher.name,
      started: launcher.variables[0]!.endsWith("SIZE") ? started : undefined,
    };
  }
  throw refusal(
    `no MPI library was found for ${launcher.name} (${
      failures.join("; ")
    }): install one, such as ` +
      `openmpi-bin and libopenmpi3 of Debian, or name its file by BACKPROOF_MPI or mpi({ library })`,
  );
}

function notAllowed(): RangeError {
  return refusal("calling the MPI library needs a permission: mpirun -n 4 deno run --allow-ffi …");
}

function libraryIn(file: string, symbol: (name: string) => Deno.PointerValue): Library {
  const world = symbol("ompi_mpi_comm_world"), byte = symbol("ompi_mpi_byte");
  if (world !== null && byte !== null) {
    const { symbols } = Deno.dlopen(file, functionsOf("pointer"));
    return {
      ...{ file, functions: symbols as unknown as Functions, world, byte, inPlace: 1, ignored: 0 },
      handleIn: ([place]) => Deno.UnsafePointer.create(place!),
    };
  }
  const { symbols } = Deno.dlopen(file, functionsOf("i32"));
  // The numbers of MPICH's mpi.h, which its ABI fixes for all libraries that follow it.
  return {
    ...{ file, functions: symbols as unknown as Functions, inPlace: -1, ignored: 1 },
    ...{ world: 0x44000000, byte: 0x4c00010d },
    handleIn: (place) => new Int32Array(place.buffer)[0]!,
  };
}

function zeroEnded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

function textAt(pointer: Deno.PointerValue): string | undefined {
  return pointer === null ? undefined : Deno.UnsafePointerView.getCString(pointer);
}
