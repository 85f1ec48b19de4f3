import type { Symbols } from "./naming.ts";

/** What a library is called, and whether it takes wide integers under a plain name. */
export interface Description {
  readonly name: string;
  /** The processor that its kernels are for, where it has several. */
  readonly core?: string;
  readonly isWide: boolean;
}

/** Reads a library's version and kernels, where it has a function for that. */
export function describeLibrary(symbols: Symbols, file: string): Description {
  const config = textAt(symbols.openblasConfig?.() ?? null);
  if (config !== undefined) {
    const core = textAt(symbols.openblasCore?.() ?? null);
    const name = /^OpenBLAS\s+\S+/.exec(config)?.[0] ?? "OpenBLAS";
    return { name, ...(core && { core }), isWide: /\bUSE64BITINT\b/.test(config) };
  }
  if (symbols.mklVersion) {
    const bytes = new Uint8Array(256);
    symbols.mklVersion(bytes, bytes.length);
    const text = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))).trim();
    const version = /Version\s+(\S+)/.exec(text)?.[1];
    return { name: version ? `MKL ${version}` : "MKL", isWide: false };
  }
  const blis = textAt(symbols.blisVersion?.() ?? null);
  if (blis !== undefined) return { name: `BLIS ${blis}`, isWide: false };
  const base = file.split(/[/\\]/).at(-1)!;
  return { name: base === "Accelerate" ? base : `a BLAS, ${base}`, isWide: false };
}

/** What sets the number of threads of a library; undefined where it lets nobody do so. */
export function threadsSetter(symbols: Symbols): ((count: number) => void) | undefined {
  const { openblasThreads, mklThreads, mklLayer, blisThreads, accelerateThreads } = symbols;
  if (openblasThreads) return (count) => openblasThreads(count);
  if (mklThreads) {
    return (count) => {
      // One thread needs none of the libraries of threads that MKL would load; it is set once.
      if (count === 1) mklLayer?.(1);
      mklThreads(count);
    };
  }
  if (blisThreads) return (count) => blisThreads(BigInt(count));
  if (accelerateThreads) return (count) => void accelerateThreads(count === 1 ? 1 : 0);
  return undefined;
}

function textAt(pointer: Deno.PointerValue): string | undefined {
  return pointer === null ? undefined : new Deno.UnsafePointerView(pointer).getCString();
}
