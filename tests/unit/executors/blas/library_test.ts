import { assertEquals, assertThrows } from "@std/assert";
import { leaseLibrary } from "../../../../src/executors/blas/library.ts";
import { withGlobal } from "../../../support/globals.ts";

/** What a library has: its functions by their names. */
type Functions = Readonly<Record<string, (...of: never[]) => unknown>>;

/** A Deno on a system with these libraries; pointers are what they point at. */
function denoWith(libraries: Readonly<Record<string, Functions | Error>>, os = "linux") {
  const closed: string[] = [];
  return {
    closed,
    build: { os },
    errors: Deno.errors,
    env: { get: () => "" },
    permissions: {
      querySync: () => ({ state: "granted" }),
      requestSync: () => ({ state: "granted" }),
    },
    dlopen: (file: string, wanted: Record<string, { name: string; optional?: boolean }>) => {
      const found = libraries[file];
      if (found === undefined) throw new Error(`no ${file}`);
      if (found instanceof Error) throw found;
      const symbols = Object.entries(wanted).map(([key, { name, optional }]) => {
        if (found[name] === undefined && !optional) throw new Error(`${file} has no ${name}`);
        return [key, found[name] ?? null];
      });
      return { symbols: Object.fromEntries(symbols), close: () => closed.push(file) };
    },
    UnsafePointerView: class {
      constructor(readonly of: string) {}
      getCString() {
        return this.of;
      }
    },
    UnsafePointer: { of: (bytes: Uint8Array) => ({ at: bytes.byteOffset }) },
  };
}

/** Calls on a system with these libraries, and returns those that were closed. */
async function on(
  libraries: Readonly<Record<string, Functions | Error>>,
  call: () => void,
  os?: string,
): Promise<readonly string[]> {
  const deno = denoWith(libraries, os);
  await withGlobal("Deno", deno, call);
  return deno.closed;
}

const calls: unknown[][] = [];
const gemm = (...of: unknown[]) => void calls.push(of);
const openblas = (config: string, suffix = "") => ({
  [`cblas_sgemm${suffix}`]: gemm,
  [`openblas_get_config${suffix}`]: () => config,
  [`openblas_get_corename${suffix}`]: () => "Haswell",
  [`openblas_set_num_threads${suffix}`]: () => {},
  [`openblas_get_num_threads${suffix}`]: () => 2,
});

/** A product of 2 × 3 and 3 × 4. */
const product = {
  ...{ rows: 2, columns: 4, inner: 3, isAdded: false },
  a: { address: 0, stride: 12, isTransposed: false },
  b: { address: 24, stride: 16, isTransposed: true },
  c: { address: 72, stride: 16, isTransposed: false },
};

Deno.test("leaseLibrary() opens the first BLAS of the system, says which it is, and closes it", async () => {
  const libraries = { "libopenblas.so.0": openblas("OpenBLAS 0.3.21 DYNAMIC_ARCH") };
  const closed = await on(libraries, () => {
    const lease = leaseLibrary({ threads: 2 }), shared = leaseLibrary({ threads: 1 });
    assertEquals(lease.description, "OpenBLAS 0.3.21 Haswell, 2 threads");
    assertEquals([shared.description, shared.core], [
      "OpenBLAS 0.3.21 Haswell, 1 thread",
      "Haswell",
    ]);
    assertThrows(() => leaseLibrary({ threads: 3 }), RangeError, "at most 2 with OpenBLAS 0.3.21");
    for (const each of [lease, lease, shared]) each.close(); // once each
  });
  assertEquals(closed, ["libopenblas.so.0"]);
});

Deno.test("a library of wide integers gets them, whatever its functions are called", async () => {
  const narrow = openblas("OpenBLAS 0.3.21"), wide = openblas("OpenBLAS 0.3.21 USE64BITINT");
  for (
    const [of, integer] of [[narrow, Number], [wide, BigInt], [
      openblas("", "64_"),
      BigInt,
    ]] as const
  ) {
    await on({ it: of }, () => {
      const lease = leaseLibrary({ library: "it", threads: 1 });
      const run = lease.bind(new ArrayBuffer(256), product as never);
      run(0.5);
      run(0.5);
      lease.close();
    });
    const [first, second] = calls.splice(0);
    assertEquals(first, second);
    const [order, ta, tb, m, n, k, factor, a, lda] = first!;
    assertEquals([order, ta, tb, factor, a], [101, 111, 112, 0.5, { at: 0 }]);
    assertEquals([m, n, k, lda], [2, 4, 3, 3].map((size) => integer(size) as number));
  }
});

Deno.test("leaseLibrary() refuses threads that cannot be set, and a library without cblas_sgemm", async () => {
  const closed = await on({ plain: { cblas_sgemm: gemm }, "libblas.so.3": {} }, () => {
    const message =
      "threads must be 1 with a BLAS, plain, which does not let them be set, but found 2";
    assertThrows(() => leaseLibrary({ library: "plain", threads: 2 }), RangeError, message);
    assertThrows(
      () => leaseLibrary({ library: "libblas.so.3", threads: 1 }),
      RangeError,
      "libblas.so.3 cannot be used: libblas.so.3 has no cblas_sgemm",
    );
    const lease = leaseLibrary({ library: "plain", threads: 1 });
    assertEquals(lease.description, "a BLAS, plain, 1 thread");
    lease.close();
  });
  assertEquals(closed, ["plain", "plain"]);
});

Deno.test("leaseLibrary() says where it looked and what to install, on each system", async () => {
  const remedies = {
    linux: "libopenblas0-pthread",
    darwin: "Accelerate",
    windows: "libopenblas.dll",
  };
  for (const [os, remedy] of Object.entries(remedies)) {
    await on({}, () => {
      const error = assertThrows(() => leaseLibrary({ threads: 1 }), RangeError, remedy) as Error;
      assertEquals(
        error.message.includes("found no BLAS, looking for lib") || os === "darwin",
        true,
      );
    }, os);
  }
});

Deno.test("leaseLibrary() passes on that a file is not permitted, and needs Deno", async () => {
  const denied = new Deno.errors.NotCapable("no");
  await on({ it: denied }, () => {
    assertThrows(() => leaseLibrary({ library: "it", threads: 1 }), Deno.errors.NotCapable, "no");
  });
  await withGlobal("Deno", undefined, () => {
    assertThrows(() => leaseLibrary({ threads: 1 }), RangeError, "needs Deno");
  });
});

Deno.test("BLIS is named by its version", async () => {
  const blis = {
    ...{ cblas_sgemm: gemm, bli_info_get_version_str: () => "0.9.0" },
    bli_thread_set_num_threads: () => {},
  };
  await on({ it: blis }, () => {
    const lease = leaseLibrary({ library: "it", threads: 4 });
    assertEquals(lease.description, "BLIS 0.9.0, 4 threads");
    lease.close();
  });
});
