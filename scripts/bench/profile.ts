import { categoricalCrossEntropy, dense, network, softmax, tanh } from "../../engine.ts";
import { sgd } from "../../train.ts";
import { permutation, randomKey } from "../../src/core/random/random.ts";
import { writeParameters } from "../../src/executors/wasm/programs/parameters.ts";
import {
  exampleWriter,
  reserveTrainingMemory,
} from "../../src/executors/wasm/programs/training_memory.ts";
import { trainingModule } from "../../src/executors/wasm/programs/training_module.ts";
import { writeStretch } from "../../src/executors/wasm/runtime/training_session.ts";
import { fusedOfEngine } from "../../src/executors/wasm/runtime/variant.ts";
import { WORD } from "../../src/executors/wasm/memory/layout.ts";
import type { Digits } from "./data.ts";
import { describeRoofline, type Roofline } from "./roofline.ts";
import { median } from "../../src/core/support/median.ts";
import type { Table } from "./tables.ts";

/** A kernel of a compiled step. */
export interface KernelTime {
  readonly name: string;
  readonly seconds: number;
  /** The multiplications and additions of a product; those with zeros that are skipped do not count. */
  readonly operations?: number;
}

/** The kernels of the paper's step, in their order, and the whole step. */
export interface Profile {
  readonly kernels: readonly KernelTime[];
  readonly step: number;
}

const UNITS = [32, 16, 10] as const, BATCH = 32, RATE = 0.1;

/** Names of exports that are not kernels of a step. */
const OTHERS = ["prepare", "step"];

/** Kernels that read the rows of the batch. */
const OF_ROWS = ["forward 1", "descent 1"];

/**
 * Times each kernel of the compiled step of 784-32-16-10 by itself, on one batch after the other.
 *
 * Kernels of the first layer run after the gathering of their batch, whose time is subtracted, so that they
 * meet new rows as in training; the parameters, 107 kB, stay in a cache close to the core, as they do in training.
 */
export function profileStep({ train }: Digits, rounds: number): Profile {
  const layers = [dense(UNITS[0], tanh), dense(UNITS[1], tanh), dense(UNITS[2], softmax)];
  const net = network({ inputs: train.inputs.columns, layers, seed: 1 });
  const { rule, init } = sgd({ learningRate: RATE });
  const plan = { rule: rule!, dataset: train, batchSize: BATCH, workers: 1 };
  const memory = reserveTrainingMemory(net, plan), { pages, stretch } = memory;
  const wasm = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const bytes = trainingModule({
    ...{ ...plan, memory, rows: BATCH, worker: 0, shared: false },
    ...{ loss: categoricalCrossEntropy, fused: fusedOfEngine() },
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory: wasm },
  });
  const call = exports as Readonly<Record<string, (operand: number) => unknown>>;
  exampleWriter(wasm, memory)(train);
  const rows = permutation(randomKey(42), train.inputs.rows).subarray(0, memory.steps * BATCH);
  const batches = Math.floor(rows.length / BATCH);

  const begin = () => {
    writeParameters(wasm.buffer, net, memory.stages, init(net));
    const maskKey = () => randomKey(0); // nothing is dropped
    writeStretch(wasm.buffer, memory, { rule: rule!, maskKey }, rows, (i) => i + 1);
    call.prepare!(0);
    for (let i = 0; i < batches; i++) call.step!(i);
  };
  const seconds = (body: (batch: number) => void) => {
    const started = performance.now();
    for (let i = 0; i < batches; i++) body(i);
    return (performance.now() - started) / 1000 / batches;
  };
  const gather = (batch: number) => call.gather!(stretch.orders + batch * BATCH * WORD);
  const names = Object.keys(exports).filter((name) => !OTHERS.includes(name));
  const others = names.filter((name) => name !== "gather");
  const times = new Map(names.map((name) => [name, [] as number[]])), steps: number[] = [];
  for (let round = 0; round < rounds + 1; round++) {
    begin();
    const step = seconds((i) => call.step!(i)), gathering = seconds(gather);
    const each = others.map((name) => {
      const isOfRows = OF_ROWS.includes(name);
      const time = seconds((i) => {
        if (isOfRows) gather(i);
        call[name]!(i);
      });
      return [name, isOfRows ? time - gathering : time] as const;
    });
    if (round === 0) continue; // to compile for speed
    steps.push(step);
    for (const [name, time] of [["gather", gathering] as const, ...each]) {
      times.get(name)!.push(time);
    }
  }
  const operations = operationsOf(train);
  return {
    step: median(steps),
    kernels: Array.from(times, ([name, all]) => {
      const count = operations[name];
      return { name, seconds: median(all), ...(count && { operations: count }) };
    }),
  };
}

/** The operations of the products of a step: two a weight and example, or a nonzero entry. */
function operationsOf({ inputs }: Digits["train"]): Readonly<Record<string, number | undefined>> {
  let entries = 0;
  for (let i = 0; i < inputs.data.length; i++) entries += +(inputs.data[i] !== 0);
  const fans = [entries / inputs.rows, ...UNITS];
  return Object.fromEntries(UNITS.flatMap((units, l) => {
    const product = 2 * BATCH * fans[l]! * units;
    const own = [[`forward ${l + 1}`, product], [`descent ${l + 1}`, product]] as const;
    return l === 0 ? own : [...own, [`errors ${l}`, product] as const];
  }));
}

/** The profile as a table: each kernel with its share of the step, and of the peak. */
export function tableOfProfile({ kernels, step }: Profile, roofline: Roofline): Table {
  const { peak } = roofline;
  const microseconds = (seconds: number) => (seconds * 1e6).toFixed(2);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const row = (name: string, seconds: number, operations: number | undefined) => [
    name,
    microseconds(seconds),
    percent(seconds / step),
    ...(operations === undefined ? ["", "", "", ""] : [
      `${(operations / 1000).toFixed(1)}`,
      (operations / seconds / 1e9).toFixed(1),
      percent(operations / seconds / peak),
      microseconds(operations / peak),
    ]),
  ];
  const sum = kernels.reduce((total, { seconds }) => total + seconds, 0);
  const all = kernels.reduce((total, { operations = 0 }) => total + operations, 0);
  return {
    title: "kernels of a step of 784-32-16-10 (tanh, tanh, softmax), batches of 32, one core",
    head: ["", "µs", "of the step", "kFLOP", "GFLOP/s", "of the peak", "least µs"],
    rows: [
      ...kernels.map(({ name, seconds, operations }) => row(name, seconds, operations)),
      row("sum of the kernels", sum, all),
      row("the step", step, all),
    ],
    notes: [describeRoofline(roofline)],
  };
}
