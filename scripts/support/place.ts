import { type Command, exitCodeOf } from "./command.ts";

/** The place of a process among those that run a command together. */
export interface Place {
  /** How many they are. */
  readonly size: number;
  /** Whether it prints and writes: the first. */
  readonly leads: boolean;
  /** The number that the first gives, for all, who must ask together. */
  readonly agreed: (number: number) => number;
}

/** The place of a process that runs a command alone. */
export const ALONE: Place = { size: 1, leads: true, agreed: (number) => number };

/** Does something in the first process, then in the others, which find what that has stored. */
export async function inTurn<T>(place: Place, run: () => Promise<T>): Promise<T> {
  if (!place.leads) {
    place.agreed(0);
    return await run();
  }
  try {
    return await run();
  } finally {
    place.agreed(0);
  }
}

/** How long an error is waited for that all processes should come to, in milliseconds. */
const PATIENCE = 2000;

/**
 * Runs a script as the program in processes that a launcher of MPI has started, or in one alone.
 *
 * The first alone prints, and all exit with its code. An error of one that is not the error of all is
 * printed with its rank, and ends all.
 *
 * @param commandAt The script at the place of a process.
 */
export async function mainTogether(
  task: string,
  // deno-lint-ignore no-explicit-any
  commandAt: (place: Place) => Command<any>,
): Promise<void> {
  const { joinWorld, numbersOfAll } = await import("../../src/executors/mpi/runtime/world.ts");
  let world: ReturnType<typeof joinWorld>;
  try {
    world = joinWorld();
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    Deno.exitCode = 1;
    return;
  }
  const { rank, size } = world, leads = rank === 0, errors: string[] = [];
  const command = commandAt({
    ...{ size, leads },
    agreed: (number) => numbersOfAll(world, number)[0]!,
  });
  Deno.exitCode = await exitCodeOf(task, command, Deno.args, {
    log: (text) => leads && console.log(text),
    error: (text) => errors.push(text),
  });
  if (errors.length === 0) return;
  const areAll = world.meets(PATIENCE);
  if (!areAll) errors.forEach((line) => console.error(`rank ${rank}: ${line}`));
  else if (leads) errors.forEach((line) => console.error(line));
  if (!areAll) world.abort(Deno.exitCode);
}
