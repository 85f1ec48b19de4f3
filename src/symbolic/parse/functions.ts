import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";
import { maximum, mean, sum } from "../../core/arithmetic/reductions.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { euler, powerOf } from "./power.ts";

/** A function that formulas may use. */
export interface NamedFunction {
  /** The fewest and the most operands. */
  readonly operands: readonly [least: number, most: number];
  /** Returns `undefined` if an exponent is too large. */
  readonly apply: (m: Expressions, ...operands: Expression[]) => Expression | undefined;
}

/** A function of a whole row. */
export type Reduction = (m: Expressions, row: readonly Expression[]) => Expression;

/** All functions by name. */
export const FUNCTIONS: Readonly<Record<string, NamedFunction>> = /* @__PURE__ */ Object.freeze({
  .../* @__PURE__ */ activations(),
  ...{ swish: /* @__PURE__ */ unary(ACTIVATIONS.silu.value) },
  abs: /* @__PURE__ */ unary((m, x) => m.choose(x, x, m.neg(x))),
  sqrt: /* @__PURE__ */ unary((m, x) => m.sqrt(x)),
  exp: /* @__PURE__ */ unary((m, x) => m.exp(x)),
  expm1: /* @__PURE__ */ unary((m, x) => m.expm1(x)),
  log: /* @__PURE__ */ unary((m, x) => m.log(x)),
  ln: /* @__PURE__ */ unary((m, x) => m.log(x)),
  log1p: /* @__PURE__ */ unary((m, x) => m.log1p(x)),
  erf: /* @__PURE__ */ unary((m, x) => m.erf(x)),
  cosh: /* @__PURE__ */ unary((m, x) => m.div(m.add(m.exp(x), m.exp(m.neg(x))), m.constant(2))),
  sinh: /* @__PURE__ */ unary((m, x) => m.div(m.sub(m.exp(x), m.exp(m.neg(x))), m.constant(2))),
  sign: /* @__PURE__ */ unary((m, x) => {
    return m.choose(x, m.one, m.choose(m.neg(x), m.neg(m.one), m.zero));
  }),
  pow: { operands: [2, 2], apply: (m, x, y) => powerOf(m, x!, y!) },
  max: { operands: [2, Infinity], apply: (m, ...operands) => maximum(m, operands) },
  min: { operands: [2, Infinity], apply: (m, ...operands) => minimum(m, operands) },
  xlogy: { operands: [2, 2], apply: (m, y, a) => m.xlogy(y!, a!) },
  xdivy: { operands: [2, 2], apply: (m, y, a) => m.xdivy(y!, a!) },
  choose: {
    operands: [3, 3],
    apply: (m, x, positive, otherwise) => m.choose(x!, positive!, otherwise!),
  },
});

/** Those of a whole row, of one operand. */
export const REDUCTIONS: Readonly<Record<string, Reduction>> = /* @__PURE__ */ Object.freeze({
  sum,
  mean,
  max: maximum,
  min: minimum,
});

/** Names of numbers. */
export const CONSTANTS: Readonly<Record<string, (m: Expressions) => Expression>> = /* @__PURE__ */
  Object.freeze({
    e: euler,
    pi: (m: Expressions) => m.constant(Math.PI),
    "π": (m: Expressions) => m.constant(Math.PI),
    NaN: (m: Expressions) => m.constant(NaN),
  });

/** The elementwise activations: sigmoid, relu, gelu, … */
function activations(): Record<string, NamedFunction> {
  return Object.fromEntries(
    Object.entries(ACTIVATIONS).flatMap(([name, activation]) =>
      activation.kind === "elementwise"
        ? [[name, unary((m, x) => activation.value(withExactRoots(m), x))]]
        : []
    ),
  );
}

/** An arithmetic in which the decimals of √½ and √(2/π) in activations are the roots themselves. */
function withExactRoots(m: Expressions): Expressions {
  const roots = new Map([
    [Math.SQRT1_2, () => m.sqrt(m.constant(0.5))],
    [Math.sqrt(2 / Math.PI), () => m.sqrt(m.div(m.constant(2), m.constant(Math.PI)))],
  ]);
  return { ...m, constant: (x) => roots.get(x)?.() ?? m.constant(x) };
}

function unary(apply: (m: Expressions, x: Expression) => Expression): NamedFunction {
  return { operands: [1, 1], apply: (m, x) => apply(m, x!) };
}

/** The smallest of a row, the last among equals. */
function minimum(m: Expressions, row: readonly Expression[]): Expression {
  return row.reduce((least, x) => m.choose(m.sub(x, least), least, x));
}
