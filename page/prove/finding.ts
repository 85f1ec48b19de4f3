import { button, element, figure } from "../shell/element.ts";
import { short } from "../shell/numbers.ts";
import { unstyled } from "../shell/unstyled.ts";
import type { Found, Question } from "./messages.ts";
import { raised } from "../../src/symbolic/print/name.ts";

/** What a verdict is called, and what it means. */
const VERDICTS: Readonly<Record<Found["verdict"], readonly [mark: string, kind: string]>> = {
  "proved": ["✓ Proved", "good"],
  "refuted": ["✗ Refuted", "bad"],
  "undecided": ["? Undecided", ""],
  "proved in part": ["✓ Proved in part", ""],
};

/** The verdict in words, for eyes and for screen readers. */
export function verdictOf(found: Found, { slope }: Question): HTMLElement {
  const [mark, kind] = VERDICTS[found.verdict];
  return element(
    "div",
    { class: `note ${kind}` },
    element("p", { class: "mark" }, mark),
    ...sentencesOf(found, slope !== "").map((text) => element("p", {}, text)),
  );
}

function sentencesOf(found: Found, hasSlope: boolean): string[] {
  const { verdict, counterexample, factor, reason, falsePass, conditions, kinks } = found;
  const where = conditions.length > 0 ? ` It is defined where ${conditions.join(" and ")}.` : "";
  if (verdict === "refuted") {
    // The factor is that of one region, or of rows of one length, which need not be that of the place.
    const [dividend = NaN, divisor = 1] = (factor ?? "").split("/").filter(Boolean).map(Number);
    const isFactor = counterexample !== undefined &&
      Math.abs(counterexample.got / counterexample.expected - dividend / divisor) < 1e-9;
    return [
      counterexample
        ? `Where ${counterexample.where.replaceAll("-", "−")}, your slope is ${
          short(counterexample.got)
        }, but the ` +
          `derivative is ${short(counterexample.expected)}.`
        : sentence(reason ?? ""),
      ...(isFactor ? [`It is ${factor!.replace("-", "−")} times what it should be.`] : []),
    ];
  }
  if (verdict !== "proved") return [sentence(reason ?? "not all regions could be tried")];
  const bends = kinks.length > 0 ? ` The slope jumps at ${kinks.map(short).join(" and ")}.` : "";
  return [
    (hasSlope
      ? "Your slope is the derivative, at every point and not only at some that were tried."
      : "This is the derivative, and a network that trains with it has the right gradients.") +
    where + bends,
    `A wrong one would be called proved with a chance of at most ${chance(falsePass)}.`,
  ];
}

/** The formulas as equations, and the derivative to copy. */
export function formulasOf({ formula, derivatives, slope, latex }: Found): HTMLElement {
  const copied = element("span", { role: "status", class: "caption" });
  const copy = button("Copy LaTeX", async () => {
    await navigator.clipboard.writeText(latex).catch(() => {});
    copied.textContent = "Copied";
  });
  return element(
    "div",
    { class: "formulas" },
    figure(mathOf(formula), "Your formula, as it was read."),
    figure(mathOf(derivatives), "Its derivative, simplified."),
    ...(slope ? [figure(mathOf([slope.got]), "Your slope, as it was read.")] : []),
    element("div", { class: "row" }, copy, copied),
  );
}

/** Equations in MathML, below each other. */
function mathOf(equations: readonly string[]): HTMLElement {
  const { body } = new DOMParser().parseFromString(unstyled(equations.join("")), "text/html");
  const parts = Array.from(body.children, (each) => document.importNode(each, true));
  // What is wider than the window is scrolled, by keys, too.
  return element(
    "div",
    { class: "math", tabindex: 0, role: "group", "aria-label": "Formula" },
    ...parts,
  );
}

/** A reason, which is written to stand behind a colon, as a sentence. */
function sentence(reason: string): string {
  const text = reason.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return /[^.!?]$/.test(text) ? `${text}.` : text;
}

function chance(value: number): string {
  return value === 0 ? "0" : `10${raised(Math.ceil(Math.log10(value)))}`;
}
