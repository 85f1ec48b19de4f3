import { describeNetwork, type Network, parametersOf } from "../engine.ts";
import { blas, executorNames, mpi, registerExecutor, webgpu } from "../executors.ts";
import { familiarityOf, saveModel } from "../formats.ts";
import type { ReportedFinding } from "../report.ts";
import { DivergenceError, evaluate, fit, type FitOptions } from "../train.ts";
import { describe } from "../src/core/support/describe.ts";
import { codecEndingOf } from "../src/formats/model_files.ts";
import { parametersDigest } from "../src/formats/digest.ts";
import type { checkedGradients } from "./support/checked_gradients.ts";
import {
  CHECKPOINT_HELP,
  CHECKPOINT_OPTIONS,
  interruptionsOf,
} from "./support/checkpoint_flags.ts";
import {
  type Command,
  integerOf,
  main,
  nameOf,
  pathOf,
  UsageError,
  type Values,
} from "./support/command.ts";
import { checkWritable } from "./support/files.ts";
import { ALONE, inTurn, mainTogether, type Place } from "./support/place.ts";
import { progress } from "./support/progress.ts";
import { fitOptionsOf, PLAN_HELP, PLAN_OPTIONS, planFrom } from "./support/plan_flags.ts";
import { reportOf, type Trained } from "./support/report.ts";
import {
  REPORT_HELP,
  REPORT_OPTIONS,
  settingsOf,
  trainingReportOf,
} from "./support/report_flags.ts";
import { classesWithout } from "./support/sources/source.ts";
import { SOURCE_HELP, SOURCE_OPTIONS, sourceFrom } from "./support/sources/sources.ts";
import { table } from "./support/table.ts";
import { shownAsTrained } from "./support/training_progress.ts";
import { crossValidated, searched } from "./support/trials.ts";
import { count, things } from "../src/core/support/quantities.ts";

const HELP = `
Trains a network on handwritten digits and prints the paper's table, or on your
own CSV file or images.

It first proves the gradients that the training uses. If MNIST is neither
stored nor downloadable, it trains on digits that it draws itself.

Usage: deno task train [options]
       deno task train --csv FILE --target COLUMN [options]
       deno task train --images DIR [options]
       mpirun -n N deno task train --mpi [options]

${SOURCE_HELP}

Training:
${PLAN_HELP}
  --class-weights NAME none, or balanced: all classes count as much  [none]
  --seed N             seed of all random numbers                    [42]
  --executor NAME      backend that computes the steps               [wasm]
                       wasm: compiled for the network, float32
                       blas: large products by the system's BLAS, float32;
                       needs --allow-ffi, as in deno run -A scripts/train.ts
                       webgpu: on a GPU by WebGPU, float32
                       reference: the engine itself, float64
  --workers N          Web Workers that share the steps, with        [auto]
                       bit-identical results; auto measures how many
                       are fastest
  --mpi                share the steps with the other processes that mpirun
                       has started, on one machine or many: bit-identical
                       results for any number; the first prints and writes
${CHECKPOINT_HELP}
  --folds K            also cross-validate: split your own table into K parts,
                       hold back each in turn, and train on the others
  --search N           first try N learning rates, widths and batch sizes, drawn
                       at random, and train with what does best on the
                       validation part
  --save FILE          write the trained network, and what a prediction needs
                       beside it, for deno task predict; by the ending of the
                       name in another format
${REPORT_HELP}
  --json               print one JSON object instead of tables; its digest is
                       the SHA-256 of all parameters in the order of the file
  -h, --help           show this help

Exit code: 0; 1 if something fails, or if one class for all digits would be
right as often as the network; 2 for wrong arguments; 130 for Ctrl-C, 143 for
SIGTERM.
`;

const OPTIONS = {
  ...SOURCE_OPTIONS,
  ...PLAN_OPTIONS,
  "class-weights": { type: "string", default: "none" },
  "seed": { type: "string", default: "42" },
  "executor": { type: "string", default: "wasm" },
  "workers": { type: "string", default: "auto" },
  "mpi": { type: "boolean", default: false },
  ...CHECKPOINT_OPTIONS,
  "folds": { type: "string" },
  "search": { type: "string" },
  "save": { type: "string" },
  ...REPORT_OPTIONS,
  "json": { type: "boolean", default: false },
} as const;

/** How many workers a flag asks for. */
function workersOf(text: string): number | "auto" {
  if (text === "auto") return text;
  if (/^\d+$/.test(text)) return integerOf(text, "workers", 1);
  throw new UsageError(`--workers must be an integer of at least 1 or auto, but found ${text}`);
}

/** The name of the executor that flags ask for, which is registered. */
function executorFrom({ executor, mpi: isShared }: Values<typeof OPTIONS>): string {
  const known = executorNames();
  for (const added of [webgpu(), blas(), ...(isShared ? [mpi()] : [])]) {
    if (!known.includes(added.name)) registerExecutor(added);
  }
  const name = nameOf(executor, "executor", executorNames());
  if (!isShared) return name;
  if (name === "wasm") return "mpi";
  throw new UsageError(`--mpi requires the executor wasm, but found --executor ${name}`);
}

/**
 * Trains as the flags say; resolves to the exit code.
 *
 * @param check Checks the gradients; if one is wrong, nothing is trained.
 * @param place With `--mpi`, the place of this process among those that train together.
 */
export async function train(
  flags: Values<typeof OPTIONS>,
  check?: typeof checkedGradients,
  place: Place = ALONE,
): Promise<number> {
  const { leads, agreed } = place;
  const seed = integerOf(flags.seed, "seed", 0);
  const { defaults, read } = sourceFrom(flags, seed);
  const given = planFrom(flags, defaults);
  const classWeights = nameOf(flags["class-weights"], "class-weights", ["none", "balanced"]);
  const executor = executorFrom(flags);
  const workers = workersOf(flags.workers);
  if (executor !== "wasm" && workers !== "auto" && workers > 1) {
    const found = flags.mpi ? "--mpi" : `--executor ${executor}`;
    throw new UsageError(`--workers requires the executor wasm, but found ${found}`);
  }
  const folds = flags.folds === undefined ? undefined : integerOf(flags.folds, "folds", 2);
  const trials = flags.search === undefined ? undefined : integerOf(flags.search, "search", 1);
  const save = flags.save === undefined ? undefined : pathOf(flags.save, "save");
  if (save !== undefined) {
    codecEndingOf(save); // throws here, not after the training, if it cannot be written
    if (leads) await checkWritable(save, "save");
  }
  if (trials !== undefined && flags["learning-rate"] !== undefined) {
    throw new UsageError("--search and --learning-rate exclude each other: the search draws it");
  }
  const page = leads ? await trainingReportOf(flags) : undefined;
  checkDistinct(flags);
  using interruptions = await interruptionsOf(flags, place);
  const { during } = interruptions;

  const shown = leads ? progress() : progress({ canRedraw: false, write: () => {} });
  const print = leads ? (text: string) => console.log(text) : () => {};
  // One after the other, as the first may download and store what the others then find.
  const source = await inTurn(place, () => read(shown));
  if (!flags.json && source.summary !== undefined) print(`${source.summary}\n`);
  const { name, data, loss } = source, balanced = classWeights === "balanced";
  const { task, names } = source.outputs;
  if (task === "classification" && names.length < 2) {
    throw new RangeError(
      `${name} must have examples of at least two classes, but all are of ${describe(names[0])}`,
    );
  }
  if (balanced && task !== "classification") {
    throw new UsageError(
      `--class-weights balanced needs a target of classes, but the task is ${task}`,
    );
  }
  const fixed = { loss, seed, executor, workers, ...(balanced && { classWeights }) } as const;
  const parts = given.networkFor(source, seed, true);
  const proof: string[] = [], findings: ReportedFinding[] = [];
  const line = (text: string) => (proof.push(text), shown.line(text));
  const training = { ...parts, loss, regularizer: given.regularizer };
  const isProved = async () => {
    // The prover is most of what there is to load: --help and wrong flags are answered without it.
    const checked = check ?? (await import("./support/checked_gradients.ts")).checkedGradients;
    return checked({ line }, training, undefined, (found) => void findings.push(...found));
  };
  if (!agreed(leads ? +await isProved() : 0)) return 1;

  const again = (values: Partial<typeof flags>) => planFrom({ ...flags, ...values }, defaults);
  const without = classesWithout(data.train, names);
  if (task === "classification" && without.length > 0) {
    shown.line(`warning: no example to train on of ${without.slice(0, 10).join(", ")}`);
  }
  const plan = trials === undefined ? given : await searched(trials, source, again, fixed, shown);
  const spread = folds === undefined
    ? undefined
    : await crossValidated(folds, source, plan, fixed, shown);
  if (spread !== undefined && !flags.json) {
    print(`${table(spread.table.head, spread.table.rows)}\n`);
  }
  const { epochs, batchSize } = plan;
  const untrained = plan.networkFor(source, seed);
  const examples = data.train.inputs.rows;
  const parameters = parametersOf(untrained);
  shown.line(
    `training: ${describeNetwork(untrained)}, ${count(parameters)} parameters, ` +
      `on ${count(examples)} examples of ${name}`,
  );

  const watch = shownAsTrained(shown, { examples, epochs });
  const options: FitOptions = {
    ...fixed,
    ...fitOptionsOf(plan, source),
    ...watch.options,
  };
  const begun = {
    ...{ source, network: untrained, proof, findings },
    settings: settingsOf(flags, { source, plan, network: untrained, seed, executor, workers }),
  };
  const resultOf = async (network: Network, run: Pick<Trained, "epochs" | "seconds">) => {
    return await reportOf({
      ...{ source, network, parameters, batchSize, seed, executor, ...run },
      ...{ optimizer: plan.optimizer, learningRate: plan.learningRate },
      evaluation: await evaluate(network, data.test, { loss, executor }),
      digest: await parametersDigest(network),
    });
  };
  const trained = await during(shown, (interruptible) => {
    const all = { ...options, ...interruptible };
    return fit(untrained, data.train, page?.begin(begun, all) ?? all);
  }).catch(async (error) => {
    if (error instanceof DivergenceError) await page?.writeSoFar(shown, resultOf, error.message);
    throw error;
  });
  if ("code" in trained) {
    await page?.writeSoFar(shown, resultOf, `interrupted by ${trained.by}`);
    return agreed(trained.code);
  }
  // All that is left is to print and to write.
  if (!leads) return agreed(0);
  watch.end();
  const { best, seconds } = trained, result = best?.network ?? trained.network;
  const taken = trained.history.length;
  if (best) {
    const passes = things(taken, "epoch"),
      stopped = taken < epochs ? `stopped after ${passes}` : passes;
    shown.line(`${stopped}, of which number ${best.epoch} was best`);
  }

  const report = await resultOf(result, { epochs: best?.epoch ?? epochs, seconds });
  for (const line of report.warnings) shown.line(`warning: ${line}`);
  if (report.failure !== undefined) shown.line(`error: ${report.failure}`);
  print(
    flags.json
      ? JSON.stringify({ ...report.json, ...(spread && { folds: spread.json }) })
      : `\n${report.text}`,
  );
  if (save !== undefined) {
    const { inputs, outputs } = source, familiarity = familiarityOf(data.train.inputs);
    const content = { network: result, inputs, outputs, familiarity, training: report.training };
    await saveModel(save, content);
    shown.line(`saved: ${save}`);
  }
  const shownTable = report.table ?? spread?.table;
  const kept = best?.epoch === taken ? undefined : best?.epoch;
  await page?.write(shown, result, { ...report, ...(shownTable && { table: shownTable }) }, kept);
  return agreed(report.failure === undefined ? 0 : 1);
}

/** Throws if two files that are written are one and the same. */
function checkDistinct(flags: Values<typeof OPTIONS>): void {
  const named = (["save", "report", "checkpoint"] as const).flatMap((flag) => {
    const file = flags[flag];
    return file === undefined ? [] : [{ flag, path: pathOf(file, flag) }];
  });
  for (const [i, { flag, path }] of named.entries()) {
    const other = named.slice(i + 1).find((each) => each.path === path);
    if (other === undefined) continue;
    throw new UsageError(`--${flag} and --${other.flag} must differ, but found ${path} twice`);
  }
}

/** The script, with its flags, at the place of a process. */
function trainAt(place: Place): Command<typeof OPTIONS> {
  return { help: HELP, options: OPTIONS, run: (flags) => train(flags, undefined, place) };
}

/** The script, with its flags. */
export const TRAIN = trainAt(ALONE);

if (import.meta.main) {
  if (Deno.args.includes("--mpi")) await mainTogether("train", trainAt);
  else await main("train", TRAIN);
}
