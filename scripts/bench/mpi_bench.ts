import { fromFileUrl } from "@std/path";
import { integerOf, listOf, main, type Values } from "../support/command.ts";
import { progress } from "../support/progress.ts";
import { table } from "../support/table.ts";
import { fitted, type Machine, type Measured, predicted, worksOf } from "./mpi/model.ts";

const HELP = `
Measures steps of wide networks by MPI, fits a model of their time, and predicts
it for more processes.

Usage: deno run -A scripts/bench/mpi_bench.ts [options]

  --ranks N          processes, beside one alone, on idle cores      [2]
  --rounds N         measurements of each, in turn; the best counts  [3]
  --sizes LIST       widths and batches                 [128x32, …, 512x128]
  --launcher NAME    mpirun, or what starts processes as it does     [mpirun]
  --json             print one JSON object instead of tables
  -h, --help         show this help
`;

const OPTIONS = {
  ranks: { type: "string", default: "2" },
  rounds: { type: "string", default: "3" },
  sizes: { type: "string", default: "128x32,128x64,128x128,256x32,256x64,256x128,512x32,512x128" },
  launcher: { type: "string", default: "mpirun" },
  json: { type: "boolean", default: false },
} as const;

/** Networks to be connected by, as their makers state them, and what a message takes in MPI. */
const NETWORKS: Readonly<Record<string, Pick<Machine, "latency" | "byte">>> = {
  "25 Gbit/s Ethernet, 20 µs": { latency: 20e-6, byte: 8 / 25e9 },
  "200 Gbit/s InfiniBand, 2 µs": { latency: 2e-6, byte: 8 / 200e9 },
};

const RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

async function run(flags: Values<typeof OPTIONS>): Promise<number> {
  const ranks = integerOf(flags.ranks, "ranks", 2), rounds = integerOf(flags.rounds, "rounds", 1);
  const sizes = listOf(flags.sizes).map((size) => size.replace("x", ","));
  const best = new Map<string, Measured>(), shown = progress();
  for (let round = 0; round < rounds; round++) {
    for (const processes of [1, ranks]) {
      shown.update((2 * round + +(processes > 1)) / (2 * rounds), "rounds", () => "");
      for (const found of await measured(flags.launcher, processes, sizes)) {
        const key = `${found.width},${found.batchSize},${found.ranks}`, known = best.get(key);
        if (known === undefined || found.seconds < known.seconds) best.set(key, found);
      }
    }
  }
  shown.clear();
  const all = [...best.values()], machine = fitted(all);
  const predictions = Object.entries(NETWORKS).map(([name, network]) => ({
    network: name,
    steps: [[512, 128], [2048, 1024], [8192, 4096]].map(([width, batchSize]) => ({
      width: width!,
      batchSize: batchSize!,
      seconds: RANKS.map((ranks) => {
        return predicted({ width: width!, batchSize: batchSize!, ranks }, {
          ...machine,
          ...network,
        });
      }),
    })),
  }));
  if (flags.json) {
    console.log(JSON.stringify({ measured: all, machine, predictions }));
    return 0;
  }
  const ms = (seconds: number) => (seconds * 1000).toPrecision(3);
  const rows = all.map((step) => [
    ...[`${step.width}`, `${step.batchSize}`, `${step.ranks}`, ms(step.seconds)],
    ...[ms(predicted(step, machine)), ms(step.exchanging), (step.received / 1e6).toPrecision(3)],
    (worksOf(step).received / 1e6).toPrecision(3),
  ]);
  const heading = ["Width", "batch", "processes", "ms", "model", "exchanging", "MB", "formula"];
  console.log(table(heading, rows));
  console.log(
    `\n${(1e-9 / machine.multiplyAdd).toFixed(1)} G multiply-adds/s, ${
      (1e-9 / machine.moved).toFixed(1)
    } GB/s moved; ${(machine.latency * 1e6).toFixed(1)} µs an exchange, ${
      (1e-9 / machine.byte).toFixed(1)
    } GB/s received`,
  );
  for (const { network, steps } of predictions) {
    console.log(`\n${network}: ms of a step, and how many times as fast as one process`);
    console.log(table(
      ["Processes", ...steps.map(({ width, batchSize }) => `${width}, batches of ${batchSize}`)],
      RANKS.map((ranks, i) => [
        `${ranks}`,
        ...steps.map(({ seconds }) => {
          return `${ms(seconds[i]!)} (${(seconds[0]! / seconds[i]!).toFixed(1)})`;
        }),
      ]),
    ));
  }
  return 0;
}

/** Steps of all sizes in so many processes. */
async function measured(
  launcher: string,
  processes: number,
  sizes: readonly string[],
): Promise<Measured[]> {
  const script = fromFileUrl(new URL("mpi/measure.ts", import.meta.url));
  // As root, Open MPI wants to be told so twice.
  const env = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
  const { success, stdout, stderr } = await new Deno.Command(launcher, {
    args: [
      ...["-n", `${processes}`, Deno.execPath(), "run", "--quiet", "--no-check", "--allow-ffi"],
      ...[script, ...sizes],
    ],
    env,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${launcher} failed: ${text.decode(stderr)}`);
  return text.decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
}

if (import.meta.main) await main("bench:mpi", { help: HELP, options: OPTIONS, run });
