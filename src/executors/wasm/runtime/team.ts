/** The modules of one worker, by the number of examples in their batches. */
export type Modules = ReadonlyMap<number, Uint8Array<ArrayBuffer>>;

/** Steps to take, each of `rows` examples but the last, whose inputs are in memory. */
export interface Assignment {
  readonly count: number;
  readonly rows: number;
  readonly last: number;
}

/** What takes steps: this thread, or workers. */
export interface Team {
  /** Must be called once, after the parameters are written. */
  readonly prepare: () => Promise<void> | void;
  /** Takes steps up to the first whose cost is not finite; returns the number of completed ones. */
  readonly take: (assignment: Assignment) => Promise<number> | number;
  readonly close: () => void;
}

/** The exports of a training module. */
export interface Steps {
  /** Takes a step and returns its cost. */
  readonly step: (index: number) => number;
  readonly prepare: () => void;
}

/** A team of only this thread. */
export function teamOfOne(
  memory: WebAssembly.Memory,
  modules: Modules,
  imports: WebAssembly.ModuleImports = {},
): Team {
  const instances = instantiate(memory, modules, imports);
  return {
    prepare: () => instances.values().next().value!.prepare(),
    take: (assignment) => takeSteps(instances, assignment),
    close: () => {},
  };
}

export function instantiate(
  memory: WebAssembly.Memory,
  modules: Modules,
  imports: WebAssembly.ModuleImports = {},
): Map<number, Steps> {
  return new Map(
    Array.from(modules, ([rows, bytes]) => {
      const module = new WebAssembly.Module(bytes);
      const { exports } = new WebAssembly.Instance(module, { env: { ...imports, memory } });
      return [rows, exports as unknown as Steps];
    }),
  );
}

/** Takes the steps of an assignment; returns the number of completed ones. */
export function takeSteps(
  instances: ReadonlyMap<number, Steps>,
  { count, rows, last }: Assignment,
): number {
  for (let index = 0; index < count; index++) {
    const { step } = instances.get(index === count - 1 ? last : rows)!;
    if (!Number.isFinite(step(index))) return index;
  }
  return count;
}
