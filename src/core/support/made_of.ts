/** For each thing, the functions that it was made of. */
const MADE_OF: WeakMap<object, readonly unknown[]> = /* @__PURE__ */ new WeakMap();

/**
 * Remembers of which functions something was made, the first time.
 *
 * A copy of a record, `{ ...record, update }`, may hold another function beside what was made of the
 * first one: a compiled form, or one function for both of a pair. Who uses that asks {@linkcode isMadeOf}
 * whether it still stands for the functions.
 */
export function rememberMadeOf(thing: object, ...functions: readonly unknown[]): void {
  if (!MADE_OF.has(thing)) MADE_OF.set(thing, functions);
}

/** Whether something was made of these functions; `otherwise` if nothing is known of it. */
export function isMadeOf(
  thing: object,
  functions: readonly unknown[],
  otherwise: boolean,
): boolean {
  return MADE_OF.get(thing)?.every((each, i) => each === functions[i]) ?? otherwise;
}

/** Functions as text, with those that they were made of. */
export function sourcesOf(thing: unknown): string[] {
  const parts = typeof thing === "function" ? MADE_OF.get(thing) ?? [] : [];
  return [String(thing), ...parts.flatMap(sourcesOf)];
}

/** The function that another one was made of, if it is one alone; itself by default. */
export function madeOf<F extends object>(made: F): F {
  return MADE_OF.get(made)?.[0] as F | undefined ?? made;
}
