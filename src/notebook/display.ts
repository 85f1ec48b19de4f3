/**
 * What a value looks like, by the type of its content: notebooks choose the richest that they can show.
 * @category Notebooks
 */
export interface Shown {
  /** Some lines of text. */
  readonly "text/plain": string;
  /** HTML for light and dark pages, which asks for no other file. */
  readonly "text/html": string;
  /** Formulas, for those who print a notebook. */
  readonly "text/latex"?: string;
}

/** How the values of a sort are shown. */
export interface Display<T extends object = object> {
  /** Whether a value is of the sort. It only reads members that are the value's own. */
  recognizes(value: object): boolean;
  /** Some lines, the first of which stands for the value inside of others. */
  text(value: T): string;
  /** HTML inside of the page. */
  html(value: T): string | Promise<string>;
  /** LaTeX, of formulas. */
  latex?(value: T): string;
}

/** Whether a value has members of its own: what is inherited, as from a class, is not looked at. */
export function hasOwn(value: unknown, ...names: readonly string[]): value is Members {
  return typeof value === "object" && value !== null &&
    names.every((name) => Object.hasOwn(value, name));
}

/** Members of unknown types by name. */
export type Members = Readonly<Record<string, unknown>>;
