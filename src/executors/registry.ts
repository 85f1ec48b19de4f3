import { describe } from "../core/support/describe.ts";
import type { Executor } from "./executor.ts";
import { reference } from "./reference.ts";
import { wasm } from "./wasm/runtime/executor.ts";

/**
 * The names of the built-in executors, the default of `fit` first.
 *
 * @example
 * ```ts
 * import { EXECUTOR_NAMES } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(EXECUTOR_NAMES, ["wasm", "reference"]);
 * ```
 * @category Executors
 */
export const EXECUTOR_NAMES = ["wasm", "reference"] as const;

/**
 * The name of a built-in executor, or of one that {@linkcode registerExecutor} added.
 * @category Executors
 */
export type ExecutorName = (typeof EXECUTOR_NAMES)[number] | (string & Record<never, never>);

const BUILT_IN: Readonly<Record<(typeof EXECUTOR_NAMES)[number], Executor>> = { wasm, reference };

/** Executors added by {@linkcode registerExecutor}, by name. */
const ADDED = new Map<string, Executor>();

/**
 * The names of all registered executors, the default of `fit` first.
 *
 * @returns The built-in ones, then those that {@linkcode registerExecutor} added.
 *
 * @example
 * ```ts
 * import { executorNames } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(executorNames().slice(0, 2), ["wasm", "reference"]);
 * ```
 * @category Executors
 */
export function executorNames(): string[] {
  return [...EXECUTOR_NAMES, ...ADDED.keys()];
}

/**
 * Registers an executor, so that `fit`, `evaluate` and `predict` accept its name.
 *
 * Registration is optional: all three accept the record itself, too.
 *
 * @throws {TypeError} If `executor` is not an executor.
 * @throws {RangeError} If another executor has its name.
 *
 * @example An executor that counts how often it computes outputs
 * ```ts
 * import { dense, matrix, network, predict, reference, registerExecutor, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * let calls = 0;
 * registerExecutor({
 *   ...reference,
 *   name: "counting",
 *   outputs: (net, inputs) => (calls++, reference.outputs(net, inputs)),
 * });
 * const net = network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 });
 * await predict(net, matrix([[0]]), { executor: "counting" });
 * assertEquals(calls, 1);
 * ```
 * @category Executors
 */
export function registerExecutor(executor: Executor): void {
  checkExecutor(executor, "An executor must be");
  const known = executorNamed(executor.name);
  if (known !== undefined && known !== executor) {
    throw new RangeError(
      `An executor must have a name that no other has (${executorNames().join(", ")}), ` +
        `but found another ${describe(executor.name)}`,
    );
  }
  if (known === undefined) ADDED.set(executor.name, executor);
}

/**
 * Resolves an executor, or the name of a registered one.
 *
 * @throws {TypeError} If it is neither an executor nor a name.
 * @throws {RangeError} If the name is unknown; the message lists the registered ones.
 */
export function executorOf(given: ExecutorName | Executor = EXECUTOR_NAMES[0]): Executor {
  if (typeof given !== "string") {
    checkExecutor(given, "executor must be a registered name, or");
    return given;
  }
  const found = executorNamed(given);
  if (found !== undefined) return found;
  throw new RangeError(
    `executor must be one of ${executorNames().join(", ")}, or an executor itself, ` +
      `but found ${describe(given)}; registerExecutor() adds a name`,
  );
}

function executorNamed(name: string): Executor | undefined {
  const builtIn: Readonly<Record<string, Executor>> = BUILT_IN;
  return Object.hasOwn(builtIn, name) ? builtIn[name] : ADDED.get(name);
}

function checkExecutor(value: Executor, wanted: string): void {
  const { name, open, outputs } = value ?? {};
  const isComplete = typeof open === "function" && typeof outputs === "function";
  if (typeof name === "string" && name !== "" && isComplete) return;
  throw new TypeError(
    `${wanted} a record with a name and the functions open and outputs, such as reference, ` +
      `but found ${describe(value)}`,
  );
}
