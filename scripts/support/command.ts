import { resolve } from "@std/path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { printable } from "../../src/core/support/describe.ts";
import { progress } from "./progress.ts";

/** An invalid request of the user, which ends a script with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A script. */
export interface Command<Options extends Flags> {
  /** The text of `--help`. */
  readonly help: string;
  /** The flags in the format of `node:util`; `help` is added. */
  readonly options: Options;
  /** Whether operands are allowed. */
  readonly operands?: boolean;
  /** Whether operands and values of flags may begin with a minus, as formulas do; `-h` is help. */
  readonly signed?: boolean;
  /** Does the work and resolves to the exit code. */
  readonly run: (values: Values<Options>, operands: readonly string[]) => Promise<number>;
}

type Flags = NonNullable<ParseArgsConfig["options"]>;

/** The values of a command's flags. */
export type Values<Options extends Flags> = ReturnType<
  typeof parseArgs<{ options: Options; strict: true }>
>["values"];

/**
 * Runs a script as the program: it exits with 0 on success, 1 on failure, 2 on wrong arguments.
 *
 * @param task The name of the task that runs it.
 */
export async function main<Options extends Flags>(
  task: string,
  command: Command<Options>,
): Promise<void> {
  Deno.exitCode = await exitCodeOf(task, command, Deno.args);
}

/** Where a script prints its help and its errors. */
export interface Voice {
  readonly log: (text: string) => void;
  readonly error: (text: string) => void;
}

const CONSOLE: Voice = {
  log: (text) => console.log(text),
  error: (text) => console.error(text),
};

/** The same with arguments that are given, without an end of the process; resolves to the exit code. */
export async function exitCodeOf<Options extends Flags>(
  task: string,
  command: Command<Options>,
  args: readonly string[],
  { log, error: complain }: Voice = CONSOLE,
): Promise<number> {
  try {
    const { values, positionals } = parseFlags(command, args);
    if ((values as { help?: boolean }).help) {
      log(command.help.trim());
      return 0;
    }
    return await command.run(values, positionals);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    progress().clear(); // the bar at which it failed
    complain(`error: ${error.message.split("\n").map(printable).join("\n")}`);
    if (/--allow-(read|write) flag/.test(error.message)) {
      const script = `scripts/${task.replaceAll("-", "_")}.ts`;
      complain(
        "Tasks may use files in the project, where they are called from, and in /tmp. " +
          `For others: deno run -A ${script} ${args.map(quoted).join(" ")}`,
      );
    }
    if (!(error instanceof UsageError)) return 1;
    complain(`Try: deno task ${task} --help`);
    return 2;
  }
}

/** A word quoted for a shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function parseFlags<Options extends Flags>(
  { options, operands = false, signed = false }: Command<Options>,
  args: readonly string[],
): { readonly values: Values<Options>; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: signed ? withSigns(args, options) : [...args],
      options: { ...options, help: { type: "boolean", short: "h" } },
      strict: true,
      allowPositionals: operands,
    });
    return { values: values as Values<Options>, positionals };
  } catch (error) {
    // Of several lines, as for a value that begins with a dash, the last says what to write.
    const lines = (error as Error).message.split("\n");
    throw new UsageError(lines.length === 1 ? lines[0]! : `${lines[0]} ${lines.at(-1)}`);
  }
}

/** The same arguments, with those that begin with one minus where they are no flags. */
function withSigns(args: readonly string[], options: Flags): string[] {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const flags: string[] = [], operands: string[] = [];
  for (const word of args.slice(0, end)) {
    const before = flags.at(-1) ?? "", name = before.slice(2);
    const isSigned = /^-[^-]/.test(word) && word !== "-h";
    if (!isSigned) flags.push(word);
    else if (before === `--${name}` && options[name]?.type === "string") {
      flags[flags.length - 1] = `${before}=${word}`;
    } else operands.push(word);
  }
  if (operands.length === 0) return [...flags, ...args.slice(end)];
  return [...flags, "--", ...operands, ...args.slice(end + 1)];
}

/** A flag's value as an integer of at least `least`; throws a {@linkcode UsageError} otherwise. */
export function integerOf(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${flag} must be an integer of at least ${least}, but found ${text}`);
  }
  return value;
}

/** A flag's value as a positive number; throws a {@linkcode UsageError} otherwise. */
export function positiveOf(text: string, flag: string): number {
  const value = numberOf(text);
  if (value > 0) return value;
  throw new UsageError(`--${flag} must be a positive number, but found ${text}`);
}

/** A flag's value as a number of at least 0; throws a {@linkcode UsageError} otherwise. */
export function notNegativeOf(text: string, flag: string): number {
  const value = numberOf(text);
  if (value >= 0) return value;
  throw new UsageError(`--${flag} must be a number of at least 0, but found ${text}`);
}

/** A flag's value as a number from 0 to below 1; throws a {@linkcode UsageError} otherwise. */
export function shareOf(text: string, flag: string): number {
  const value = numberOf(text);
  if (value < 1) return value;
  throw new UsageError(`--${flag} must be at least 0 and less than 1, but found ${text}`);
}

/** A finite number without a sign, or NaN. */
function numberOf(text: string): number {
  const value = /^\d*\.?\d+(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** A flag's value as one of several names; throws a {@linkcode UsageError} otherwise. */
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

/** A flag's value as the items between its commas, without blanks around them. */
export function listOf(text: string): string[] {
  return text === "" ? [] : text.split(",").map((each) => each.trim());
}

/**
 * A flag's value as a path, relative to the folder that the user called from: tasks run in the
 * project's.
 *
 * @throws {UsageError} If it is empty.
 */
export function pathOf(text: string, flag: string): string {
  if (text === "") throw new UsageError(`--${flag} must name a file or folder, but found nothing`);
  return resolve(Deno.env.get("INIT_CWD") ?? "", text);
}
