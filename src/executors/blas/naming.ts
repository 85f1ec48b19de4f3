/** How a library names its functions, and the width of the integers that it takes. */
export interface Naming {
  readonly prefix: string;
  readonly suffix: string;
  readonly integers: "i32" | "i64";
}

/**
 * The namings that are tried, in this order: that of Netlib's CBLAS; those of OpenBLAS and MKL with wide
 * integers; those of the OpenBLAS that NumPy and SciPy bring along.
 */
export const NAMINGS: readonly Naming[] = [
  { prefix: "", suffix: "", integers: "i32" },
  { prefix: "", suffix: "64_", integers: "i64" },
  { prefix: "", suffix: "_64", integers: "i64" },
  { prefix: "scipy_", suffix: "64_", integers: "i64" },
  { prefix: "scipy_", suffix: "", integers: "i32" },
];

/** The functions of a library; `gemm` must be there, others are null where they are not. */
export function symbolsOf({ prefix, suffix, integers }: Naming) {
  const int = integers, optional = true, gemm = `${prefix}cblas_sgemm${suffix}`;
  const gemmOf = (int: Naming["integers"]) => [
    ...["i32", "i32", "i32"] as const, // the order of entries, and which factors are transposed
    ...[int, int, int] as const, // m, n, k
    ...["f32", "pointer", int, "pointer", int] as const, // α; A, B, and from one row to the next
    ...["f32", "pointer", int] as const, // β, C
  ];
  return {
    gemm: { name: gemm, parameters: gemmOf(int), result: "void" },
    // A library may have the plain name, and yet take wide integers.
    wideGemm: { name: gemm, parameters: gemmOf("i64"), result: "void" },
    openblasConfig: {
      ...{ name: `${prefix}openblas_get_config${suffix}`, parameters: [], optional },
      result: "pointer",
    },
    openblasCore: {
      ...{ name: `${prefix}openblas_get_corename${suffix}`, parameters: [], optional },
      result: "pointer",
    },
    openblasThreads: {
      ...{ name: `${prefix}openblas_set_num_threads${suffix}`, parameters: ["i32"], optional },
      result: "void",
    },
    mklVersion: {
      ...{ name: "mkl_get_version_string", parameters: ["buffer", "i32"], optional },
      result: "void",
    },
    mklThreads: { name: "MKL_Set_Num_Threads", parameters: ["i32"], result: "void", optional },
    /** 1 is sequential, which needs no library of threads. */
    mklLayer: { name: "MKL_Set_Threading_Layer", parameters: ["i32"], result: "i32", optional },
    blisVersion: {
      ...{ name: "bli_info_get_version_str", parameters: [], result: "pointer", optional },
    },
    blisThreads: {
      ...{ name: "bli_thread_set_num_threads", parameters: ["i64"], result: "void", optional },
    },
    /** Accelerate's, from macOS 15 on: 0 is many threads, 1 is one. */
    accelerateThreads: {
      ...{ name: "BLASSetThreading", parameters: ["i32"], result: "i32", optional },
    },
  } as const satisfies Deno.ForeignLibraryInterface;
}

/** The functions of an open library. */
export type Symbols = Deno.DynamicLibrary<ReturnType<typeof symbolsOf>>["symbols"];
