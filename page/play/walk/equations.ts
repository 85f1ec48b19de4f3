import type { LossName } from "../state/choices.ts";
import {
  bold,
  derivative,
  fraction,
  index,
  inParentheses,
  math,
  named,
  row,
  sign,
  squared,
  sumOver,
  transposed,
  value,
  variable,
} from "./mathml.ts";
import type { WalkStep } from "./steps.ts";

/** An equation of the paper. */
export interface Equation {
  /** Its name and number: `BP2.1 (38)`. */
  readonly name: string;
  /** As MathML. */
  readonly formula: string;
}

const L = index("l"), LAST = index("L");
const BELOW = row(index("l"), sign("−"), index(1)), ABOVE = row(index("l"), sign("+"), index(1));
const STEP = index("s"), BEFORE = row(index("s"), sign("−"), index(1));

/** The losses, as sums over the outputs. */
const LOSSES: Readonly<Record<LossName, Equation>> = {
  "cross-entropy": {
    name: "cross-entropy of one probability",
    formula: math(
      variable("L"),
      sign("="),
      sign("−"),
      inParentheses(
        row(
          variable("y"),
          named("log"),
          sign("\u2061"),
          variable("a"),
          sign("+"),
          inParentheses(row(value(1), sign("−"), variable("y"))),
          named("log"),
          sign("\u2061"),
          inParentheses(row(value(1), sign("−"), variable("a"))),
        ),
      ),
    ),
  },
  softmax: {
    name: "(69)",
    formula: math(
      variable("L"),
      sign("="),
      sign("−"),
      sumOver(index("i")),
      variable("y", "", index("i")),
      named("log"),
      sign("\u2061"),
      variable("a", LAST, index("i")),
    ),
  },
  squared: {
    name: "(71)",
    formula: math(
      variable("L"),
      sign("="),
      fraction(value(1), value(2)),
      sumOver(index("i")),
      squared(row(variable("y", "", index("i")), sign("−"), variable("a", LAST, index("i")))),
    ),
  },
};

/** The equations that a step applies, as the paper numbers them. */
export function equationsOf({ kind }: WalkStep, loss: LossName): readonly Equation[] {
  switch (kind) {
    case "point":
      return [];
    case "forward":
      return [{
        name: "(9)",
        formula: math(
          bold("z", L),
          sign("="),
          bold("W", L),
          bold("a", BELOW),
          sign("+"),
          bold("b", L),
        ),
      }, {
        name: "(11)",
        formula: math(bold("a", L), sign("="), bold("f"), inParentheses(bold("z", L))),
      }];
    case "loss":
      return [LOSSES[loss]];
    case "output errors":
      return [{
        name: "BP1.1 (22)",
        formula: math(
          transposed(bold("δ", LAST)),
          sign("="),
          derivative("L", bold("a", LAST)),
          fraction(row(sign("∂"), bold("a", LAST)), row(sign("∂"), bold("z", LAST))),
        ),
      }];
    case "hidden errors":
      return [{
        name: "BP2.1 (38)",
        formula: math(
          transposed(bold("δ", L)),
          sign("="),
          transposed(bold("δ", ABOVE)),
          bold("W", ABOVE),
          bold("J", "", bold("a", L)),
          inParentheses(bold("z", L)),
        ),
      }];
    case "weights":
      return [{
        name: "BP3.1 (50)",
        formula: math(
          derivative("L", bold("W", L)),
          sign("="),
          bold("δ", L),
          transposed(bold("a", BELOW)),
        ),
      }];
    case "biases":
      return [{
        name: "BP4.1 (55)",
        formula: math(derivative("L", bold("b", L)), sign("="), transposed(bold("δ", L))),
      }];
    case "update":
      return [
        { name: "(66)", formula: math(...descent("W")) },
        { name: "(67)", formula: math(...descent("b")) },
      ];
  }
}

function descent(letter: "W" | "b"): string[] {
  return [
    bold(letter, L, STEP),
    sign("="),
    bold(letter, L, BEFORE),
    sign("−"),
    variable("λ"),
    derivative("C", bold(letter, L)),
  ];
}
