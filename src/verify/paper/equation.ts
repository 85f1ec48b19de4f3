import type { Claim } from "../prover/claim.ts";

/**
 * What an equation of the paper is. A definition introduces something and may be checked against the
 * code that implements it; a theorem follows from what came before and must be checked; prose only
 * says how something is to be read.
 */
export type EquationKind = "definition" | "theorem" | "prose";

/** A statement about single numbers that is checked case by case: exact, but for these cases alone. */
export interface FiniteCheck {
  /** What is stated, in a few words. */
  readonly subject: string;
  /** Each case by its name, and whether the statement holds there. */
  readonly cases: () => Iterable<readonly [name: string, holds: boolean]>;
}

/** What can be checked of an equation: an identity, or a statement about finitely many cases. */
export type Statement = Claim | FiniteCheck;

/** A place where what is printed is not what must be meant. */
export interface Misprint {
  /**
   * Where it comes from: a slip of the paper itself, or damage of the scan that this project read. The
   * author's published source of the text tells them apart.
   */
  readonly origin: "paper" | "scan";
  /** What is printed. */
  readonly printed: string;
  /** What is wrong with it. */
  readonly note: string;
  /** What is printed, as a statement that must come out refuted; absent where it is only notation. */
  readonly statement?: Statement;
}

/** What an equation needs to hold. */
export interface EquationPrecondition {
  /** In words. */
  readonly text: string;
  /** The equation without it: a statement that must come out refuted. */
  readonly without: Statement;
}

/** One of the numbered equations of the paper. */
export interface PaperEquation {
  /** Its number, 1 to 106. */
  readonly number: number;
  /** What it is about, in a few words. */
  readonly title: string;
  /** What it is. */
  readonly kind: EquationKind;
  /** The equation as it must be meant, in LaTeX. */
  readonly latex: string;
  /** The same in plain text. */
  readonly text: string;
  /** What is checked: all of it must hold. */
  readonly statements: readonly Statement[];
  /** Where what is printed differs from this. */
  readonly misprints?: readonly Misprint[];
  /** What it needs to hold, if the paper says so. */
  readonly precondition?: EquationPrecondition;
  /** The file under `src/` that implements it, and the name in there. */
  readonly home: string;
}

/** What is wrong with what is printed, and, if it is more than notation, what it states. */
type Correction = Pick<Misprint, "note" | "statement">;

/** A slip of the paper itself. */
export function slip(printed: string, correction: Correction): Misprint {
  return { origin: "paper", printed, ...correction };
}

/** Damage of the scan. */
export function damage(printed: string, correction: Correction): Misprint {
  return { origin: "scan", printed, ...correction };
}

/** What an equation is, beside its number, its title and its kind. */
type Content = Omit<PaperEquation, "number" | "title" | "kind">;

/** An equation that introduces something. */
export function definition(number: number, title: string, content: Content): PaperEquation {
  return { number, title, kind: "definition", ...content };
}

/** An equation that follows from what came before. */
export function theorem(number: number, title: string, content: Content): PaperEquation {
  return { number, title, kind: "theorem", ...content };
}

/** An equation that only says how something is to be read. */
export function prose(number: number, title: string, content: Content): PaperEquation {
  return { number, title, kind: "prose", ...content };
}
