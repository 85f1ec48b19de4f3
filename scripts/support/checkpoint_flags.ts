import { loadCheckpoint, saveCheckpoint } from "../../formats.ts";
import type { Checkpoint, FitOptions, FitResult } from "../../train.ts";
import { integerOf, pathOf, quoted, UsageError } from "./command.ts";
import { checkWritable } from "./files.ts";
import { lockFile } from "./lock.ts";
import type { Progress } from "./progress.ts";
import { duration } from "../../src/core/support/quantities.ts";

/** The flags for interrupting and resuming training. */
export const CHECKPOINT_OPTIONS = {
  "checkpoint": { type: "string" },
  "checkpoint-every": { type: "string" },
  "resume": { type: "boolean" },
} as const;

/** Their section of `--help`. */
export const CHECKPOINT_HELP = `
  --checkpoint FILE    write what is needed to resume after an interruption;
                       Ctrl-C then finishes the step, writes it, exits with 130;
                       without it, Ctrl-C loses the training
  --checkpoint-every N write it after each N steps                   [an epoch]
  --resume             resume from --checkpoint FILE, with the same flags:
                       the result is bit-identical to an uninterrupted training
`.slice(1, -1);

/** The exit code of a process that was ended by SIGINT: 128 + 2. */
export const INTERRUPTED = 130;

interface CheckpointFlags {
  readonly "checkpoint"?: string;
  readonly "checkpoint-every"?: string;
  readonly "resume"?: boolean;
}

interface Interruptions extends Disposable {
  /** The checkpoint to resume from, if there is one. */
  readonly resume?: Checkpoint;
  /**
   * Trains so that Ctrl-C ends it in order.
   *
   * @param shown Where to print how to resume, or what is lost.
   * @param train Calls `fit` with these options among others.
   * @returns `undefined` if it was interrupted.
   */
  readonly during: (
    shown: Progress,
    train: (options: Partial<FitOptions>) => Promise<FitResult>,
  ) => Promise<FitResult | undefined>;
}

/**
 * Reads the flags for interrupting training, and locks the file of checkpoints until disposed of.
 *
 * @param args The words after the name of the command, to print how to resume.
 * @throws {UsageError} If a flag has an invalid value, or the flags are incompatible.
 * @throws {SyntaxError} If the file to resume from is not a whole checkpoint.
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
    return {
      during: (shown, train) => interruptibly(shown, train, lostAfter(performance.now())),
      [Symbol.dispose]: () => {},
    };
  }
  const file = pathOf(checkpoint, "checkpoint");
  await checkWritable(file, "checkpoint");
  using locking = new DisposableStack();
  const lock = locking.use(await lockFile(file, "checkpoint"));
  const exists = await Deno.stat(file).then(() => true, () => false);
  if (exists !== isToResume) {
    throw new UsageError(
      exists
        ? `--checkpoint ${file} exists: add --resume to resume from it, or name another file`
        : `--resume needs a checkpoint to resume from, but ${file} does not exist`,
    );
  }
  const resume = isToResume ? await loadCheckpoint(file) : undefined;
  const again = [...args.filter((arg) => arg !== "--resume"), "--resume"].map(quoted).join(" ");
  const owned = locking.move();
  return {
    ...(resume && { resume }),
    [Symbol.dispose]: () => owned.dispose(),
    during: (shown, train) => {
      if (lock.abandonedBy !== undefined) {
        shown.line(
          `${file} was in use by ${lock.abandonedBy}, which has ended: going on without it`,
        );
      }
      const withCheckpoints: typeof train = (options) =>
        train({
          ...options,
          checkpoint: { every, save: (checkpoint) => saveCheckpoint(file, checkpoint) },
          ...(resume && { resume }),
        });
      const kept = (): Outcome => [`${file} is written; to go on:`, `deno task train ${again}`];
      return interruptibly(shown, withCheckpoints, kept);
    },
  };
}

/** What has become of a training, and a command to go on with. */
type Outcome = readonly [words: string, command?: string];

function lostAfter(started: number): () => Outcome {
  return () => [
    `${duration((performance.now() - started) / 1000)} of training are lost, ` +
    "as there is no --checkpoint FILE to go on from",
  ];
}

/** Trains until the end, or until SIGINT, and then prints what has become of the training. */
async function interruptibly(
  shown: Progress,
  train: (options: Partial<FitOptions>) => Promise<FitResult>,
  outcome: () => Outcome,
): Promise<FitResult | undefined> {
  const interruption = new AbortController();
  // Removed only at the end: a parent process, such as `deno task`, may pass on a SIGINT
  // that the terminal has sent to both.
  const interrupt = () => interruption.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    return await train({ signal: interruption.signal });
  } catch (error) {
    if (error !== interruption.signal.reason) throw error;
    const [words, command] = outcome();
    shown.line(`interrupted: ${words}`, command);
    return undefined;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}
