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
  /** The same in words, with every sign that is not met before. */
  readonly words: string;
}

const L = index("l"), LAST = index("L");
const BELOW = row(index("l"), sign("−"), index(1)), ABOVE = row(index("l"), sign("+"), index(1));
const STEP = index("s"), BEFORE = row(index("s"), sign("−"), index(1));

const DERIVATIVE = "∂L/∂… is how mathematicians write “the slope of L along …”, its derivative.";
const LOG =
  "log is the natural logarithm: log 1 = 0, and it falls without end as its number nears 0, as the " +
  "curve shows.";
const TRANSPOSED = "T only lays a column of numbers down as a row.";

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
    words:
      "y is 1 or 0, so one of the two terms is always 0, and what is left is minus the log of what " +
      `the network gave to the right answer. ${LOG}`,
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
    words:
      "∑ adds up over the outputs i. y is 1 for the right answer and 0 for the other, so what is " +
      `left is minus the log of what the network gave to the right one. ${LOG}`,
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
    words:
      "half the square of how far the answer is from the right one. ∑ adds up over the outputs i; " +
      "here there is one.",
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
        words:
          "the sums z of a layer l are its weights W times the answers a of the layer before, plus " +
          "its biases b. Bold letters stand for all units of a layer at once.",
      }, {
        name: "(11)",
        formula: math(bold("a", L), sign("="), bold("f"), inParentheses(bold("z", L))),
        words: "its answers are its sums, each bent by the activation f.",
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
        words:
          "the errors δ of the last layer are the slopes of the loss along its answers a, times the " +
          `slopes of its answers along its sums z. ${DERIVATIVE} The large L is the loss; the small L ` +
          `above a letter means the last layer. ${TRANSPOSED}`,
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
        words:
          "the errors of layer l are those of the next layer, l + 1, times the weights W between " +
          `the two, times J, the slopes of the activation at the sums z of layer l. ${TRANSPOSED}`,
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
        words:
          "the slope of the loss L along each weight of layer l is the error of the unit that it " +
          `leads to, times the answer of the unit that it comes from. ${DERIVATIVE} ${TRANSPOSED}`,
      }];
    case "biases":
      return [{
        name: "BP4.1 (55)",
        formula: math(derivative("L", bold("b", L)), sign("="), transposed(bold("δ", L))),
        words: `the slopes of the loss L along the biases of layer l are its errors. ${DERIVATIVE}`,
      }];
    case "update":
      return [
        {
          name: "(66)",
          formula: math(...descent("W")),
          words:
            "the weights of layer l after step s are those before it, minus the learning rate λ " +
            "(“lambda”) times their slopes. C is the mean of the loss over the batch.",
        },
        { name: "(67)", formula: math(...descent("b")), words: "the same for the biases." },
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
