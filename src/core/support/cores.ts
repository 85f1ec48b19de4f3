/** The number of cores that this process may use; 1 where it is not known. */
export function coresOfPlatform(): number {
  const { navigator, process } = globalThis as unknown as Platform;
  return navigator?.hardwareConcurrency ??
    process?.getBuiltinModule?.("node:os").availableParallelism() ?? 1;
}

/** The globals in use, of a page, of Deno and of Node before 21. */
interface Platform {
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly process?: {
    readonly getBuiltinModule?: (
      name: "node:os",
    ) => { readonly availableParallelism: () => number };
  };
}
