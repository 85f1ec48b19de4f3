/** The modules of one worker, by the number of examples in their batches. */
export type Modules = ReadonlyMap<number, Uint8Array<ArrayBuffer>>;

/** Consecutive steps of a stretch, whose inputs are in memory. */
export interface Assignment {
  /** The first step. */
  readonly from: number;
  /** The step behind the last. */
  readonly below: number;
  /** The examples of each step but the last. */
  readonly rows: number;
  /** The examples of the last one. */
  readonly last: number;
}

/** What takes steps: this thread, or workers. */
export interface Team {
  /** Must be called once, after the parameters are written. */
  readonly prepare: () => Promise<void> | void;
  /** Takes steps up to the first whose cost is not finite; returns the number of completed ones. */
  readonly take: (assignment: Assignment) => Promise<number> | number;
  /** How many workers took the last steps. */
  readonly workers: () => number;
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
  imported?: WebAssembly.ModuleImports,
): Team {
  const instances = instantiate(memory, modules, imported);
  return {
    prepare: () => instances.values().next().value!.prepare(),
    take: (assignment) => takeSteps(instances, assignment),
    workers: () => 1,
    close: () => {},
  };
}

/** @param imported What modules import besides the memory. */
export function instantiate(
  memory: WebAssembly.Memory,
  modules: Modules,
  imported?: WebAssembly.ModuleImports,
): Map<number, Steps> {
  return new Map(
    Array.from(modules, ([rows, bytes]) => {
      const module = new WebAssembly.Module(bytes);
      const { exports } = new WebAssembly.Instance(module, { env: { ...imported, memory } });
      return [rows, exports as unknown as Steps];
    }),
  );
}

/** Takes the steps of an assignment; returns the number of completed ones. */
export function takeSteps(
  instances: ReadonlyMap<number, Steps>,
  { from, below, rows, last }: Assignment,
): number {
  for (let index = from; index < below; index++) {
    const { step } = instances.get(index === below - 1 ? last : rows)!;
    if (!Number.isFinite(step(index))) return index - from;
  }
  return below - from;
}
