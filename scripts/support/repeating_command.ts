import { quoted } from "./command.ts";

/** The flags that a repetition of a run does not take. */
const OF_ONE_RUN = /^--(resume$|checkpoint(-every)?(=|$))/;

/** The flags that say what is trained on. */
const OF_SOURCE = /^--(csv|images|dataset)(=|$)/;

/** What needs a permission that the task does not give. */
const NEEDS_ALL = /^(--executor=)?blas$/;

/**
 * The command that repeats a run of `deno task train`: bit-identical also if it was resumed.
 *
 * @param args The words after the name of the command.
 * @param dataset The data set that it trained on: which one is the default depends on what is available.
 */
export function repeatingCommand(args: readonly string[], dataset: string): string {
  const kept = args.filter((arg, i) => {
    const isValue = /^--checkpoint(-every)?$/.test(args[i - 1] ?? "");
    return !isValue && !OF_ONE_RUN.test(arg);
  });
  const needsAll = args.some((arg) => NEEDS_ALL.test(arg));
  const named = args.some((arg) => OF_SOURCE.test(arg)) ? [] : ["--dataset", dataset];
  const task = needsAll ? "deno run -A scripts/train.ts" : "deno task train";
  return [task, ...[...named, ...kept].map(quoted)].join(" ");
}
