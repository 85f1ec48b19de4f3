import { resolve } from "@std/path";
import { parseArgs, type ParseArgsConfig } from "node:util";

/** What a user asked for and cannot have. Ends a script with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A script: what its help says, its flags and what it does. */
interface Command<Options extends NonNullable<ParseArgsConfig["options"]>> {
  /** What `--help` prints. */
  readonly help: string;
  /** The flags, as `node:util` takes them; `help` is added. */
  readonly options: Options;
  /** Whether there may be words that belong to no flag. */
  readonly operands?: boolean;
  /** Does the work, from the flags and the other words; its number is the exit code. */
  readonly run: (values: Values<Options>, operands: readonly string[]) => Promise<number>;
}

/** The values of a command's flags. */
export type Values<Options extends NonNullable<ParseArgsConfig["options"]>> = ReturnType<
  typeof parseArgs<{ options: Options; strict: true }>
>["values"];

/**
 * Runs a script as the program: it exits with 0 on success, 1 on failure, 2 on wrong arguments.
 *
 * @param task The name of the task that runs it.
 * @param command The script.
 */
export async function main<Options extends NonNullable<ParseArgsConfig["options"]>>(
  task: string,
  command: Command<Options>,
): Promise<void> {
  Deno.exitCode = await exitCodeOf(task, command);
}

async function exitCodeOf<Options extends NonNullable<ParseArgsConfig["options"]>>(
  task: string,
  command: Command<Options>,
): Promise<number> {
  try {
    const { values, positionals } = parseFlags(command, Deno.args);
    if ((values as { help?: boolean }).help) {
      console.log(command.help.trim());
      return 0;
    }
    return await command.run(values, positionals);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`error: ${error.message}`);
    if (!(error instanceof UsageError)) return 1;
    console.error(`Try: deno task ${task} --help`);
    return 2;
  }
}

function parseFlags<Options extends NonNullable<ParseArgsConfig["options"]>>(
  { options, operands = false }: Command<Options>,
  args: readonly string[],
): { readonly values: Values<Options>; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean", short: "h" } },
      strict: true,
      allowPositionals: operands,
    });
    return { values: values as Values<Options>, positionals };
  } catch (error) {
    // Of several lines, as of a value that begins with a dash, the last says what to write.
    const lines = (error as Error).message.split("\n");
    throw new UsageError(lines.length === 1 ? lines[0]! : `${lines[0]} ${lines.at(-1)}`);
  }
}

/**
 * A flag's value as an integer.
 *
 * @param text What was given.
 * @param flag The name of the flag, for the message.
 * @param least The least value allowed.
 * @throws {UsageError} If it is none.
 */
export function integerOf(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${flag} must be an integer of at least ${least}, but found ${text}`);
  }
  return value;
}

/**
 * A flag's value as a positive number.
 *
 * @param text What was given.
 * @param flag The name of the flag, for the message.
 * @throws {UsageError} If it is none.
 */
export function positiveOf(text: string, flag: string): number {
  const value = numberOf(text);
  if (value > 0) return value;
  throw new UsageError(`--${flag} must be a positive number, but found ${text}`);
}

/**
 * A flag's value as a number of at least 0.
 *
 * @param text What was given.
 * @param flag The name of the flag, for the message.
 * @throws {UsageError} If it is none.
 */
export function notNegativeOf(text: string, flag: string): number {
  const value = numberOf(text);
  if (value >= 0) return value;
  throw new UsageError(`--${flag} must be a number of at least 0, but found ${text}`);
}

/**
 * A flag's value as a share: a number from 0 to below 1.
 *
 * @param text What was given.
 * @param flag The name of the flag, for the message.
 * @throws {UsageError} If it is none.
 */
export function shareOf(text: string, flag: string): number {
  const value = numberOf(text);
  if (value < 1) return value;
  throw new UsageError(`--${flag} must be at least 0 and less than 1, but found ${text}`);
}

/** A number without a sign; NaN if the text is none, or it is infinite. */
function numberOf(text: string): number {
  const value = /^\d*\.?\d+(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/**
 * A flag's value as one of several names.
 *
 * @param text What was given.
 * @param flag The name of the flag, for the message.
 * @param names What may be given.
 * @throws {UsageError} If it is none of them.
 */
export function nameOf<Name extends string>(
  text: string,
  flag: string,
  names: readonly Name[],
): Name {
  const name = names.find((known) => known === text);
  if (name === undefined) {
    throw new UsageError(`--${flag} must be one of ${names.join(", ")}, but found ${text}`);
  }
  return name;
}

/**
 * A flag's value as a path, from the folder that the user called from: tasks run in the project's.
 *
 * @param text What was given.
 * @param flag The name of the flag, for the message.
 * @throws {UsageError} If it is empty.
 */
export function pathOf(text: string, flag: string): string {
  if (text === "") throw new UsageError(`--${flag} must name a file or folder, but found nothing`);
  return resolve(Deno.env.get("INIT_CWD") ?? "", text);
}
