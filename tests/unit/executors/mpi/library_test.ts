import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { endWith, failingTogether } from "../../../../src/executors/mpi/runtime/ending.ts";
import { openLibrary } from "../../../../src/executors/mpi/runtime/library.ts";
import { joinWorld } from "../../../../src/executors/mpi/runtime/world.ts";
import { withGlobal } from "../../../support/globals.ts";

/** What a system has: its variables, its libraries and their symbols, and what may be used. */
interface System {
  readonly os?: string;
  readonly ffi?: boolean;
  readonly env?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  /** The symbols of each library that there is. */
  readonly libraries?: Readonly<Record<string, readonly string[]>>;
  readonly error?: string | null;
  /** How many processes the library sees. */
  readonly processes?: number;
}

/** A Deno on such a system; pointers are what they point at. */
function denoOn(
  { os = "linux", ffi = true, env = true, variables = {}, libraries = {}, ...system }: System,
) {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace("\0", "");
  const c = {
    dlopen: (file: Uint8Array) => libraries[text(file)] ?? null,
    dlerror: () => system.error === undefined ? "no such file" : system.error,
    dlsym: (loaded: readonly string[], name: Uint8Array) =>
      loaded.includes(text(name)) ? { of: text(name) } : null,
    getenv: (name: Uint8Array) => variables[text(name)] ?? null,
  };
  const mpi = {
    MPI_Init: () => 0,
    MPI_Comm_size: (_: unknown, size: Int32Array) => size[0] = system.processes ?? 1,
  };
  return {
    build: { os },
    env: { get: (name: string) => variables[name] },
    permissions: {
      querySync: ({ name }: { readonly name: string }) => {
        return { state: (name === "ffi" ? ffi : env) ? "granted" : "denied" };
      },
    },
    dlopen: (file: string) => ({ symbols: /^lib(c\.so|System)/.test(file) ? c : mpi }),
    UnsafePointerView: { getCString: (pointer: unknown) => pointer },
    UnsafePointer: { create: (place: unknown) => ({ place }) },
  };
}

/** Calls on such a system. */
const on = (system: System | undefined, call: () => void) => {
  return withGlobal("Deno", system && denoOn(system), call);
};

const OPEN_MPI = { "libmpi.so.40": ["ompi_mpi_comm_world", "ompi_mpi_byte"] };
const launched = { OMPI_COMM_WORLD_SIZE: "4" };

Deno.test("the MPI library of a launcher is loaded, with handles that are pointers or numbers", async () => {
  await on({ variables: launched, libraries: OPEN_MPI }, () => {
    const { library, launcher, started } = openLibrary()!;
    assertEquals([launcher, started, library.file], ["Open MPI's mpirun", 4, "libmpi.so.40"]);
    assertEquals(library.world as unknown, { of: "ompi_mpi_comm_world" });
    assertEquals(library.handleIn(BigInt64Array.of(7n)) as unknown, { place: 7n });
  });
  await on({ variables: { PMI_SIZE: "2" }, libraries: { "libmpi.so.12": [] } }, () => {
    const { library, launcher, started } = openLibrary()!;
    assertEquals([launcher, started, library.world], ["MPICH's mpirun", 2, 0x44000000]);
    assertEquals(library.handleIn(BigInt64Array.of(7n)), 7);
  });
  // Slurm does not say how many there are; without permission C is asked for variables.
  await on({ env: false, variables: { PMIX_RANK: "0" }, libraries: OPEN_MPI }, () => {
    assertEquals([openLibrary()!.launcher, openLibrary()!.started], ["Slurm's srun", undefined]);
  });
  const named = { ...launched, BACKPROOF_MPI: "own.dylib" };
  await on({ os: "darwin", variables: named, libraries: { "own.dylib": [] } }, () => {
    assertEquals(openLibrary()!.library.file, "own.dylib");
    assertThrows(() => openLibrary("other"), RangeError, "(no such file)");
  });
});

Deno.test("a program without a launcher is alone, and needs no library or permission", async () => {
  for (const ffi of [true, false]) await on({ ffi }, () => assertEquals(openLibrary(), undefined));
});

Deno.test("the mpi executor says what it lacks: Deno, a permission, or a library", async () => {
  await on(undefined, () => {
    assertThrows(openLibrary, RangeError, "it needs Deno, whose FFI calls the MPI library");
  });
  for (const env of [true, false]) {
    await on({ env, ffi: false, variables: launched }, () => {
      assertThrows(openLibrary, RangeError, "needs a permission: mpirun -n 4 deno run --allow-ffi");
    });
  }
  await on({ variables: launched }, () => {
    assertThrows(
      openLibrary,
      RangeError,
      "no MPI library was found for Open MPI's mpirun (no such",
    );
  });
  await on({ variables: launched, error: null }, () => {
    assertThrows(
      openLibrary,
      RangeError,
      "libmpi.so.40 cannot be loaded; libmpi.so cannot be loaded",
    );
  });
});

Deno.test("joinWorld() refuses a library that is not that of the launcher", () =>
  on({ variables: launched, libraries: OPEN_MPI, processes: 1 }, () => {
    const message = "which started 4 processes, of which it sees 1: name the right one";
    assertThrows(() => joinWorld(), RangeError, message);
  }));

/** A world in which others come along, or do not, and what it was told. */
function world(meets: boolean) {
  const told: unknown[] = [];
  return {
    told,
    rank: 3,
    meets: () => meets,
    abort: (code: number) => void told.push(code),
    finalize: () => void told.push("end"),
  };
}

Deno.test("failingTogether() ends all processes if one fails alone, and none if all do", async () => {
  const printed: unknown[] = [], { error } = console;
  console.error = (...of) => void printed.push(of[0]);
  try {
    for (const meets of [true, false]) {
      const of = world(meets), failing = () => Promise.reject(new RangeError("it"));
      await assertRejects(() => failingTogether(of, failing), RangeError, "it");
      assertEquals(of.told, meets ? [] : [1]);
    }
  } finally {
    console.error = error;
  }
  assertEquals(printed, ["rank 3:"]);
  assertEquals(await failingTogether(world(false), () => Promise.resolve(7)), 7);
});

Deno.test("endWith() ends MPI as the program ends: together, or all processes at once", async () => {
  const ended = async (meets: boolean, exitCode: number) => {
    const of = world(meets), listeners: (() => void)[] = [], { addEventListener } = globalThis;
    globalThis.addEventListener = ((_: string, call: () => void) => listeners.push(call)) as never;
    try {
      endWith(of);
    } finally {
      globalThis.addEventListener = addEventListener;
    }
    await withGlobal("Deno", { exitCode }, listeners[0]!);
    return of.told;
  };
  assertEquals(await ended(true, 0), ["end"]);
  assertEquals(await ended(false, 0), ["end"]);
  assertEquals(await ended(true, 2), ["end"]);
  assertEquals(await ended(false, 2), [2]);
});
