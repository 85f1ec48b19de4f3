import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { describe } from "../../core/support/describe.ts";
import type {
  Activation,
  ElementwiseActivation,
  RowwiseActivation,
} from "../../nn/activations/activation.ts";
import type { Loss, Pair } from "../../nn/losses/loss.ts";
import { TooLarge } from "../../symbolic/algebra/too_large.ts";

/** A formula: an arithmetic, then what it is read at. */
// deno-lint-ignore no-explicit-any
type Formula = (m: Arithmetic<any>, at: any, ...more: any) => unknown;

/** Errors that say where they come from: a formula may call another one. */
const NAMED = /* @__PURE__ */ new WeakSet<Error>();

/**
 * The same formula, whose errors say which formula it is, what it was read over and in rows of which
 * length; their cause is what was thrown.
 */
export function withName<F extends Formula>(name: string, formula: F): F {
  const call: Formula = (m, at, x, y) => {
    try {
      return formula(m, at, x, y);
    } catch (error) {
      throw namedError(name, m, at, error);
    }
  };
  return call as F;
}

function namedError(name: string, m: Arithmetic<unknown>, at: unknown, error: unknown): unknown {
  // What the prover itself gives up is not the formula's.
  if (error instanceof TooLarge || error instanceof Error && NAMED.has(error)) return error;
  const length = lengthOf(at), rows = length === undefined ? "" : ` in rows of ${length}`;
  const text = error instanceof Error ? error.message : `it threw ${describe(error)}`;
  const Class = error instanceof RangeError ? RangeError : TypeError;
  const found = new Class(`The ${name} failed over ${valuesOf(m.zero)}${rows}: ${text}`, {
    cause: error,
  });
  NAMED.add(found);
  return found;
}

/** What formulas are read over, in words. */
function valuesOf(zero: unknown): string {
  if (typeof zero === "number") return "numbers";
  const { slope } = zero as { readonly slope?: unknown };
  if (slope !== undefined) return `dual numbers, with ${valuesOf(slope)} in them`;
  const name = (zero as object).constructor.name;
  return VALUES[name] ?? "values of another arithmetic";
}

const VALUES: Readonly<Record<string, string>> = {
  Constant: "symbols",
  Residue: "residues",
  Bounded: "numbers with bounds",
};

/** The length of the rows that a formula is read at, if it takes rows. */
function lengthOf(at: unknown): number | undefined {
  const row = Array.isArray(at)
    ? at
    : Object.values(typeof at === "object" && at !== null ? at : {}).find(Array.isArray);
  return row?.length;
}

// Formulas are read from their records at each call, as the engine does: a getter may return another one.

/** An activation whose formulas are named. */
export const namedActivation = /* @__PURE__ */ once((activation: Activation): Activation => {
  const { name } = activation;
  if (activation.kind === "rowwise") {
    return {
      ...activation,
      value: withName<RowwiseActivation["value"]>(
        `value of ${name}`,
        (m, z) => activation.value(m, z),
      ),
      pullback: withName(`slope of ${name}`, (m, at, error) => activation.pullback(m, at, error)),
    };
  }
  return {
    ...activation,
    value: withName<ElementwiseActivation["value"]>(
      `value of ${name}`,
      (m, z) => activation.value(m, z),
    ),
    slope: withName(`slope of ${name}`, (m, at) => activation.slope(m, at)),
  };
});

/** A loss whose formulas are named, though not those of its pairs. */
export const namedLoss = /* @__PURE__ */ once((loss: Loss): Loss => ({
  ...loss,
  value: withName(`value of ${loss.name}`, (m, at) => loss.value(m, at)),
  gradient: withName(`gradient of ${loss.name}`, (m, at) => loss.gradient(m, at)),
}));

/** A pair whose formulas are named. */
export function namedPair(pair: Pair, name: string): Pair {
  return {
    activation: namedActivation(pair.activation),
    value: withName(`value of ${name}`, (m, at, y) => pair.value(m, at, y)),
    error: withName(`error of ${name}`, (m, at, y) => pair.error(m, at, y)),
  };
}

/** The same function, which computes once for each object. */
function once<Of extends object>(compute: (of: Of) => Of): (of: Of) => Of {
  const known = new WeakMap<Of, Of>();
  return (of) => {
    const found = known.get(of) ?? compute(of);
    known.set(of, found);
    return found;
  };
}
