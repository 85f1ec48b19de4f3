/** Modules of one worker by how many examples their batches have. */
export type Modules = ReadonlyMap<number, Uint8Array<ArrayBuffer>>;

/** A stretch of steps that lies in memory. */
export interface Assignment {
  /** How many steps. */
  readonly count: number;
  /** How many examples each has. */
  readonly rows: number;
  /** How many examples the last has. */
  readonly last: number;
}

/** What carries out the steps that lie in a memory: this thread, or workers. */
export interface Team {
  /** Makes ready for the first step, once the parameters are written. */
  readonly prepare: () => Promise<void> | void;
  /** Takes steps up to the first whose cost is not finite; how many were taken in full. */
  readonly take: (assignment: Assignment) => Promise<number> | number;
  /** Gives back what the team holds. */
  readonly close: () => void;
}

/** The functions of a module that trains. */
export interface Steps {
  /** Takes a step; its cost. */
  readonly step: (index: number) => number;
  /** Makes ready for the first step. */
  readonly prepare: () => void;
}

/** This thread alone. */
export function teamOfOne(memory: WebAssembly.Memory, modules: Modules): Team {
  const instances = instantiate(memory, modules);
  return {
    prepare: () => instances.values().next().value!.prepare(),
    take: (assignment) => takeSteps(instances, assignment),
    close: () => {},
  };
}

/** The functions of each module. */
export function instantiate(memory: WebAssembly.Memory, modules: Modules): Map<number, Steps> {
  return new Map(
    Array.from(modules, ([rows, bytes]) => {
      const module = new WebAssembly.Module(bytes);
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return [rows, exports as unknown as Steps];
    }),
  );
}

/** Takes the steps of an assignment; how many were taken in full. */
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
