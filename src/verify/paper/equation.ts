import type { Claim } from "../prover/claim.ts";

/**
 * The kind of an equation. A definition introduces something and may be checked against the code that
 * implements it; a theorem follows from earlier equations and must be checked; prose only says how
 * something is to be read.
 * @category Paper
 */
export type EquationKind = "definition" | "theorem" | "prose";

/**
 * A statement about numbers that is checked exactly, but only in finitely many cases.
 * @category Paper
 */
export interface FiniteCheck {
  /** What is stated, in a few words. */
  readonly subject: string;
  /** The name of each case, and whether the statement holds there. */
  readonly cases: () => Iterable<readonly [name: string, holds: boolean]>;
}

/**
 * What is checked of an equation: an identity, or finitely many cases.
 * @category Paper
 */
export type Statement = Claim | FiniteCheck;

/**
 * A place where the printed text cannot be what is meant.
 * @category Paper
 */
export interface Misprint {
  /** A slip of the paper itself, or damage of the scan, told apart by the author's published source. */
  readonly origin: "paper" | "scan";
  /** What is printed. */
  readonly printed: string;
  /** What is wrong with it. */
  readonly note: string;
  /** What is printed as a statement, which must be refuted; absent where it is only notation. */
  readonly statement?: Statement;
}

/**
 * A condition under which an equation holds.
 * @category Paper
 */
export interface EquationPrecondition {
  /** The condition in words. */
  readonly text: string;
  /** The equation without the condition, a statement that must be refuted. */
  readonly without: Statement;
}

/**
 * A numbered equation of the paper.
 * @category Paper
 */
export interface PaperEquation {
  /** 1 to 106. */
  readonly number: number;
  /** What it is about, in a few words. */
  readonly title: string;
  /** Definition, theorem or prose. */
  readonly kind: EquationKind;
  /** The equation as meant, in LaTeX. */
  readonly latex: string;
  /** The same in plain text. */
  readonly text: string;
  /** All of these must hold. */
  readonly statements: readonly Statement[];
  /** Where the printed equation differs. */
  readonly misprints?: readonly Misprint[];
  /** The condition under which it holds, if the paper gives one. */
  readonly precondition?: EquationPrecondition;
  /** The file under `src/` that implements it, and the name in that file. */
  readonly home: string;
}

type Correction = Pick<Misprint, "note" | "statement">;

export function slip(printed: string, correction: Correction): Misprint {
  return { origin: "paper", printed, ...correction };
}

export function damage(printed: string, correction: Correction): Misprint {
  return { origin: "scan", printed, ...correction };
}

/** An equation before its home is known. */
type Draft = Omit<PaperEquation, "home"> & { readonly home?: string };

type Content = Omit<Draft, "number" | "title" | "kind">;

export function definition(number: number, title: string, content: Content): Draft {
  return { number, title, kind: "definition", ...content };
}

export function theorem(number: number, title: string, content: Content): Draft {
  return { number, title, kind: "theorem", ...content };
}

export function prose(number: number, title: string, content: Content): Draft {
  return { number, title, kind: "prose", ...content };
}

/** Equations with one home, except for those that name another, made when they are asked for. */
export function at(home: string, equations: () => readonly Draft[]): () => PaperEquation[] {
  return () => equations().map((equation) => ({ ...equation, home: equation.home ?? home }));
}
