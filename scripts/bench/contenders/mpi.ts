// Trains in processes that mpirun starts for each run, as waiting ones would take the time of others:
// deno run … mpi.ts serves, mpirun … deno run … mpi.ts WORK trains
import { mpi } from "../../../executors.ts";
import type { Outcome, TrainWork } from "../work.ts";
import { type Run, serve } from "./serve.ts";
import { trainingOf } from "./training.ts";

const PROCESSES = 2;

/** Starts processes on cores of their own, also as root, which Open MPI wants to be asked for twice. */
async function launched(...args: string[]): Promise<string> {
  const env = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
  const { success, stdout, stderr } = await new Deno.Command("mpirun", {
    args: ["-n", `${PROCESSES}`, ...args],
    env,
  }).output();
  const text = new TextDecoder();
  if (success) return text.decode(stdout);
  throw new Error(text.decode(stderr).trim().split("\n")[0]);
}

const SCRIPT = import.meta.filename!;
const PROGRAM = [
  ...[Deno.execPath(), "run", "--quiet", "--no-check", "--no-prompt", "--no-config"],
  ...["--allow-read", "--allow-env", "--allow-ffi", SCRIPT],
];

const together = (work: TrainWork): Promise<Run> =>
  Promise.resolve(async () => JSON.parse(await launched(...PROGRAM, JSON.stringify(work))));

const [given] = Deno.args;
if (given === undefined) {
  await serve(async () => {
    const library = JSON.parse(await launched(...PROGRAM, "null"));
    return { version: `${PROCESSES} processes, ${library}`, prepare: { train: together } };
  });
} else {
  const executor = mpi(), { rank, library } = await executor.world();
  const work = JSON.parse(given) as TrainWork | null;
  const outcome: Outcome | string = work === null
    ? library
    : await (await trainingOf(work, { executor, workers: 1 }))();
  if (rank === 0) console.log(JSON.stringify(outcome));
}
