import type { Question } from "./messages.ts";

/** A wrong gradient that people write. */
export interface Mistake extends Pick<Question, "formula" | "slope"> {
  readonly title: string;
  /** Where it happened, or why it is easy to make. */
  readonly why: string;
  readonly isLoss?: boolean;
  readonly isRow?: boolean;
}

/** Ten of them, the commonest first. */
export const MISTAKES: readonly Mistake[] = [
  {
    title: "Sigmoid's slope of the wrong thing",
    formula: "1 / (1 + exp(-z))",
    slope: "z (1 - z)",
    why:
      "Tutorials define x (1 − x), which is right where x is the output a. Given the sum z, it " +
      "compiles, runs, and trains badly.",
  },
  {
    title: "Swish without the product rule",
    formula: "z / (1 + exp(-z))",
    slope: "1 / (1 + exp(-z))",
    why: "The slope of z · σ(z) has two terms. One is forgotten, and near 0 the other looks right.",
  },
  {
    title: "Leaky ReLU on the wrong side",
    formula: "where(z > 0, z, 0.01 z)",
    slope: "where(z > 0, 0.01, 1)",
    why:
      "One comparison or two branches are swapped; both slopes are in the code, so it reads well.",
  },
  {
    title: "The derivative by the target",
    formula: "(a - y)^2 / 2",
    slope: "y - a",
    why:
      "By the wrong variable. Two such slips cancel, so some programs add gradients where others " +
      "subtract them.",
  },
  {
    title: "Mean or sum",
    formula: "mean((a - y)^2)",
    slope: "2 (a - y)",
    isLoss: true,
    isRow: true,
    why:
      "The loss divides by the number of outputs, the slope does not. Training still works, with " +
      "a learning rate nobody chose.",
  },
  {
    title: "Softmax without its other outputs",
    formula: "exp(z) / sum(exp(z))",
    slope: "g a (1 - a)",
    isRow: true,
    why:
      "Only the diagonal of the Jacobian: each output also depends on every other sum. libnd4j " +
      "shipped it (its issue 440).",
  },
  {
    title: "Log-softmax for one loss only",
    formula: "z - log(sum(exp(z)))",
    slope: "g + exp(a)",
    isRow: true,
    why:
      "Right where the errors sum to −1, as those of a negative log-likelihood do, and nowhere " +
      "else. mlpack's issue 2360.",
  },
  {
    title: "GELU: one formula forwards, another back",
    formula: "z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) / 2",
    slope: "(1 + erf(z / sqrt(2))) / 2 + z exp(-z^2 / 2) / sqrt(2pi)",
    why:
      "The approximation with the exact slope. They differ in the fourth digit: no plot shows it, " +
      "and difference quotients with a loose tolerance pass.",
  },
  {
    title: "Huber without the sign",
    formula: "where(|a - y| < 1, (a - y)^2 / 2, |a - y| - 1/2)",
    slope: "where(|a - y| < 1, a - y, 1)",
    isLoss: true,
    why:
      "Beyond the bend the slope is 1 or −1. Without the sign, large mistakes below the target " +
      "are made larger.",
  },
  {
    title: "Label smoothing in the loss alone",
    formula: "-(0.9 y + 0.05) log(a)",
    slope: "-y / a",
    isLoss: true,
    why:
      "The targets are smoothed where the loss is printed, and not where its gradient is taken: " +
      "the curve shows a loss that is not descended.",
  },
].map((mistake) => mistake.formula.includes("y") ? { ...mistake, isLoss: true } : mistake);
