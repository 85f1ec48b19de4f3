import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { fusedOfEngine } from "../../src/executors/wasm/runtime/variant.ts";

/** The machine of a measurement. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly deno: string;
  readonly v8: string;
  readonly simd: "relaxed" | "plain";
  /** The mean number of running or waiting processes in the minute before the measurements. */
  readonly load: number;
}

export function machine(): Machine {
  const { os, arch } = Deno.build;
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${os} ${arch}`,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    simd: fusedOfEngine().name,
    load: load(),
  };
}

/** The mean number of running or waiting processes in the last minute. */
export function load(): number {
  return Math.round(100 * loadavg()[0]!) / 100;
}

/** The machine in one line. */
export function describeMachine(m: Machine): string {
  const cores = m.cores === 1 ? "1 core" : `${m.cores} cores`;
  return `${m.cpu}, ${cores}, ${m.memoryGigabytes} GB, ${m.system}, ` +
    `Deno ${m.deno} (V8 ${m.v8}), ${m.simd} SIMD, load ${m.load} at the start`;
}
