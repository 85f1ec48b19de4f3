/** Where a system keeps a BLAS, by the name that `Deno.build.os` gives it; the first that opens is used. */
const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    ...["/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "libopenblas.dylib"],
    ...["libmkl_rt.2.dylib", "libblis.dylib"],
  ],
  windows: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll", "mkl_rt.dll", "libblis.dll"],
};

// The reference BLAS, libblas.so.3 where nothing better is installed, is slower than WebAssembly.
const ON_OTHERS = [
  ...["libopenblas.so.0", "libopenblas.so", "libmkl_rt.so.2", "libmkl_rt.so"],
  ...["libblis.so.4", "libblis.so"],
];

/** The names of libraries that are tried if none is given. */
export function candidatesOf(os: string): readonly string[] {
  return CANDIDATES[os] ?? ON_OTHERS;
}

/** How to install one. */
export function remedyFor(os: string): string {
  switch (os) {
    case "darwin":
      return "macOS has Accelerate; brew install openblas adds another";
    case "windows":
      return "put libopenblas.dll, from OpenBLAS's releases, into a folder of PATH";
    default:
      return "install one, such as Debian's libopenblas0-pthread or Fedora's openblas";
  }
}
