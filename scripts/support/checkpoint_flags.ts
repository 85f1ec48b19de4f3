import {
  type Checkpoint,
  type FitOptions,
  type FitResult,
  loadCheckpoint,
  saveCheckpoint,
} from "../../mod.ts";
import { integerOf, pathOf, UsageError } from "./command.ts";
import { checkWritable } from "./files.ts";
import type { Progress } from "./progress.ts";

/** The flags that say where training can be interrupted. */
export const CHECKPOINT_OPTIONS = {
  "checkpoint": { type: "string" },
  "checkpoint-every": { type: "string" },
  "resume": { type: "boolean" },
} as const;

/** What `--help` says of them. */
export const CHECKPOINT_HELP = `
  --checkpoint FILE    write what is needed to go on after an interruption;
                       Ctrl-C then finishes the step, writes it and exits with 130
  --checkpoint-every N write it after each N steps                   [each epoch]
  --resume             go on from --checkpoint FILE, with the same flags:
                       the result has the bits of an uninterrupted training
`.slice(1, -1);

/** What a shell calls a process that was ended by SIGINT: 128 + 2. */
export const INTERRUPTED = 130;

/** The values of the flags, as they were given. */
export interface CheckpointFlags {
  readonly "checkpoint"?: string;
  readonly "checkpoint-every"?: string;
  readonly "resume"?: boolean;
}

/** How training can be interrupted. */
export interface Interruptions {
  /** The checkpoint to go on from, if there is one. */
  readonly resume?: Checkpoint;
  /**
   * Trains so that Ctrl-C ends it in order, if there is a file to go on from.
   *
   * @param shown Where to say how to go on.
   * @param train Calls `fit` with these options among others.
   * @returns `undefined` if it was interrupted.
   */
  readonly during: (
    shown: Progress,
    train: (options: Partial<FitOptions>) => Promise<FitResult>,
  ) => Promise<FitResult | undefined>;
}

/**
 * How training can be interrupted, as the flags say.
 *
 * @param flags What was asked for.
 * @param args The words after the name of the command, to say how to go on.
 * @throws {UsageError} If a flag has no such value, or they do not go together.
 * @throws {SyntaxError} If the file to go on from is no whole checkpoint.
 */
export async function interruptionsOf(
  flags: CheckpointFlags,
  args: readonly string[] = Deno.args,
): Promise<Interruptions> {
  const { checkpoint, "checkpoint-every": steps, resume: isToResume = false } = flags;
  const every = steps === undefined ? "epoch" : integerOf(steps, "checkpoint-every", 1);
  if (checkpoint === undefined) {
    for (const [flag, given] of Object.entries({ "checkpoint-every": steps, resume: isToResume })) {
      if (given) throw new UsageError(`--${flag} needs --checkpoint FILE, but found none`);
    }
    return { during: (_, train) => train({}) };
  }
  const file = pathOf(checkpoint, "checkpoint");
  await checkWritable(file, "checkpoint");
  const exists = await Deno.stat(file).then(() => true, () => false);
  if (exists !== isToResume) {
    throw new UsageError(
      exists
        ? `--checkpoint ${file} exists: add --resume to go on from it, or name another file`
        : `--resume needs a checkpoint to go on from, but ${file} does not exist`,
    );
  }
  const resume = isToResume ? await loadCheckpoint(file) : undefined;
  return {
    ...(resume && { resume }),
    during: async (shown, train) => {
      const interruption = new AbortController();
      // Never removed before the end: whoever starts this, as `deno task` does, may pass on a SIGINT
      // that the terminal has sent to both.
      const interrupt = () => interruption.abort();
      Deno.addSignalListener("SIGINT", interrupt);
      try {
        return await train({
          checkpoint: { every, save: (checkpoint) => saveCheckpoint(file, checkpoint) },
          ...(resume && { resume }),
          signal: interruption.signal,
          onWarning: (message) => shown.line(`warning: ${message}`),
        });
      } catch (error) {
        if (error !== interruption.signal.reason) throw error;
        const again = [...args.filter((arg) => arg !== "--resume"), "--resume"].map(quoted);
        shown.line(`interrupted: ${file} is written; to go on: deno task train ${again.join(" ")}`);
        return undefined;
      } finally {
        Deno.removeSignalListener("SIGINT", interrupt);
      }
    },
  };
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
