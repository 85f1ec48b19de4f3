import { candidatesOf, remedyFor } from "./candidates.ts";
import { describeLibrary, type Description, threadsSetter } from "./description.ts";
import type { BindProduct } from "./matrix_product.ts";
import { NAMINGS, type Symbols, symbolsOf } from "./naming.ts";

/** A library in use. */
export interface Lease {
  /** The library, its version and its kernels, where it tells, and its threads. */
  readonly description: string;
  /** The processor that its kernels are for, where it has several. */
  readonly core?: string;
  readonly bind: BindProduct;
  /** Ends the use; the library is closed with its last. */
  readonly close: () => void;
}

/** Which library, and how many threads it uses. */
export interface LeaseOptions {
  readonly library?: string | undefined;
  readonly threads: number;
}

/** An open library. */
interface Open extends Description {
  readonly symbols: Symbols;
  readonly close: () => void;
  /** Sets the number of threads; absent where the library does not let it be set. */
  readonly setThreads?: (count: number) => void;
  /** The number of threads; absent where the library does not tell. */
  readonly threads?: () => number;
}

/** A library by its file, open as long as it is in use: what was bound is called through this record. */
interface Shared {
  open?: Open | undefined;
  uses: number;
}

const SHARED = new Map<string, Shared>();

/**
 * Which library has its threads set, and to how many. One record for all: two names may be one library,
 * which has one number of threads, so that each use by turns sets its own.
 */
let set: { readonly open: Open; readonly threads: number } | undefined;

/** The values of CBLAS's enumerations. */
const ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112;

/** The largest number that a library's integers hold. */
const MOST_THREADS = 2 ** 31 - 1;

/**
 * Opens a library, or shares one that is open.
 *
 * @throws {RangeError} If no library is found, or it cannot use that many threads.
 * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
 */
export function leaseLibrary({ library = libraryOfEnvironment(), threads }: LeaseOptions): Lease {
  if (globalThis.Deno?.dlopen === undefined) {
    throw new RangeError(
      `The blas executor needs Deno, whose foreign function interface calls the system's BLAS; ` +
        `executor: "wasm" runs wherever WebAssembly does`,
    );
  }
  checkPermission(library);
  const key = library ?? "";
  const shared: Shared = SHARED.get(key) ?? { uses: 0 };
  SHARED.set(key, shared);
  const open = shared.open ??= library === undefined ? openAny() : openGiven(library);
  shared.uses++;
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    if (--shared.uses > 0) return;
    open.close();
    SHARED.delete(key);
    shared.open = undefined;
    if (set?.open === open) set = undefined;
  };
  if (open.setThreads === undefined && threads > 1) {
    close();
    throw new RangeError(
      `threads must be 1 with ${open.name}, which does not let them be set, ` +
        `but found ${threads}`,
    );
  }
  const most = mostThreads(open, threads);
  if (most < threads) {
    close();
    throw new RangeError(`threads must be at most ${most} with ${open.name}, but found ${threads}`);
  }
  const { name, core } = open;
  return {
    description: `${core ? `${name} ${core}` : name}, ${threads} thread${threads === 1 ? "" : "s"}`,
    ...(core && { core }),
    bind: binderOf(key, threads),
    close,
  };
}

/** The most threads that may be asked for: what a library makes of a number, where it tells. */
function mostThreads(open: Open, threads: number): number {
  if (threads === 1 || open.threads === undefined) return MOST_THREADS;
  setThreads(open, Math.min(threads, MOST_THREADS));
  return Math.max(1, open.threads());
}

function setThreads(open: Open, threads: number): void {
  open.setThreads?.(threads);
  set = { open, threads };
}

/** What binds products to the library of a key, whether it is open now or again later. */
function binderOf(key: string, threads: number): BindProduct {
  return (buffer, { rows, columns, inner, a, b, c, isAdded }) => {
    const pointer = ({ address }: { readonly address: number }) =>
      Deno.UnsafePointer.of(new Uint8Array(buffer, address))!;
    const [ap, bp, cp] = [a, b, c].map(pointer) as [Pointer, Pointer, Pointer];
    const [ta, tb] = [a, b].map(({ isTransposed }) => isTransposed ? TRANSPOSED : AS_IT_IS);
    const sizes = [rows, columns, inner, ...[a, b, c].map(({ stride }) => stride / 4)];
    const [m, n, k, lda, ldb, ldc] = sizes as [number, number, number, number, number, number];
    const beta = isAdded ? 1 : 0;
    let wide: bigint[] | undefined;
    return (factor) => {
      const open = SHARED.get(key)!.open!, { symbols, isWide } = open;
      if (set?.open !== open || set.threads !== threads) setThreads(open, threads);
      if (!isWide) {
        // deno-fmt-ignore
        (symbols.gemm as Gemm<number>)(
          ROW_MAJOR, ta!, tb!, m, n, k, factor, ap, lda, bp, ldb, beta, cp, ldc,
        );
        return;
      }
      wide ??= sizes.map(BigInt);
      // deno-fmt-ignore
      (symbols.wideGemm as Gemm<bigint>)(
        ROW_MAJOR, ta!, tb!, wide[0]!, wide[1]!, wide[2]!, factor, ap, wide[3]!, bp, wide[4]!,
        beta, cp, wide[5]!,
      );
    };
  };
}

type Pointer = Deno.PointerObject;

// deno-fmt-ignore
type Gemm<Int> = (
  order: number, transA: number, transB: number, m: Int, n: Int, k: Int, alpha: number,
  a: Pointer, lda: Int, b: Pointer, ldb: Int, beta: number, c: Pointer, ldc: Int,
) => void;

/** The library that BACKPROOF_BLAS names, if the variable may be read. */
function libraryOfEnvironment(): string | undefined {
  const { permissions, env } = globalThis.Deno ?? {};
  const variable = "BACKPROOF_BLAS";
  if (permissions?.querySync({ name: "env", variable }).state !== "granted") return undefined;
  return env!.get(variable) || undefined;
}

/** Asks for the permission, at a terminal, or throws. */
function checkPermission(library: string | undefined): void {
  const path = library === undefined ? {} : { path: library };
  if (Deno.permissions.requestSync({ name: "ffi", ...path }).state === "granted") return;
  throw new Deno.errors.NotCapable(
    `The blas executor calls ${library ?? "the system's BLAS"}, which Deno must allow: ` +
      `run it with --allow-ffi; executor: "wasm" needs no permission`,
  );
}

function openAny(): Open {
  const { os } = Deno.build, names = candidatesOf(os);
  for (const name of names) {
    const found = tryOpen(name);
    if (typeof found !== "string") return found;
  }
  throw new RangeError(
    `The blas executor found no BLAS, looking for ${names.join(", ")}: ${remedyFor(os)}; ` +
      `blas({ library }) or the variable BACKPROOF_BLAS names another file`,
  );
}

function openGiven(library: string): Open {
  const found = tryOpen(library);
  if (typeof found !== "string") return found;
  throw new RangeError(
    `library must be a BLAS with cblas_sgemm, but ${library} cannot be used: ${found}`,
  );
}

/** Opens a file, or says why not. */
function tryOpen(file: string): Open | string {
  let reason = "";
  for (const naming of NAMINGS) {
    try {
      const { symbols, close } = opened(Deno.dlopen(file, symbolsOf(naming)));
      const described = describeLibrary(symbols, file);
      const setThreads = threadsSetter(symbols), threads = symbols.openblasCount;
      return {
        ...{ ...described, symbols, close },
        isWide: described.isWide || naming.integers === "i64",
        ...(setThreads && { setThreads }),
        ...(threads && { threads }),
      };
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      reason ||= (error as Error).message;
    }
  }
  return reason;
}

function opened(
  library: Deno.DynamicLibrary<ReturnType<typeof symbolsOf>>,
): Pick<Open, "symbols" | "close"> {
  return { symbols: library.symbols, close: () => library.close() };
}
