import { assert, assertEquals, assertThrows } from "@std/assert";
import { elementwise, rowwise } from "../../../src/nn/activations/activation.ts";
import { loss } from "../../../src/nn/losses/loss.ts";
import { linear } from "../../../src/nn/activations/linear.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { verifyPullback } from "../../../src/verify/ladder/verify_pullback.ts";

// An error that a formula throws says which formula it was, and over what.

class NotImplemented extends Error {}

/** Throws what a formula of a user does. */
function refuse(text: string): never {
  throw new NotImplemented(text);
}

const square = elementwise({ name: "square", value: (m, z) => m.mul(z, z) });

const thrown: Readonly<Record<string, readonly [run: () => unknown, message: string]>> = {
  "a slope, over symbols": [
    () => verifyGradients({ activations: [{ ...square, slope: () => refuse("not implemented") }] }),
    "The slope of square failed over symbols: not implemented",
  ],
  "a slope, at 0": [
    () => {
      const slope: typeof square.slope = (m, { z }) =>
        (z as unknown) === 0 ? refuse("division by zero") : m.add(z, z);
      return verifyGradients({ activations: [{ ...square, slope }], losses: [] });
    },
    "The slope of square failed over numbers: division by zero",
  ],
  "a value, over dual numbers": [
    () =>
      verifyGradients({
        activations: [
          elementwise({
            name: "whole",
            value: (m, z) => z instanceof Object && "slope" in z ? refuse("no slope") : m.neg(z),
            slope: (m) => m.neg(m.one),
          }),
        ],
        losses: [],
      }),
    "The value of whole failed over dual numbers, with symbols in them: no slope",
  ],
  "a pullback, in short rows": [
    () =>
      verifyGradients({
        activations: [
          rowwise({
            name: "ends",
            value: (_, z) => [...z],
            pullback: (_, { z }, e) => z.length < 2 ? refuse("no second entry") : [...e],
          }),
        ],
        losses: [],
      }),
    "The slope of ends failed over numbers in rows of 1: no second entry",
  ],
  "a gradient": [
    () =>
      verifyGradients({
        activations: [linear],
        losses: [loss({ name: "L", value: (m, { a }) => sum(m, a), gradient: () => refuse("?") })],
      }),
    "The gradient of L failed over symbols in rows of 3: ?",
  ],
  "a pullback of matrices": [
    () =>
      verifyPullback({
        name: "p",
        inputs: { x: [2, 2] },
        value: (_, { x }) => x,
        pullback: () => refuse("not yet"),
      }),
    "The pullback of p failed over symbols: not yet",
  ],
};

for (const [what, [run, message]] of Object.entries(thrown)) {
  Deno.test(`an error thrown by ${what} names the formula, and has its cause`, () => {
    const error = assertThrows(run, TypeError);
    assertEquals((error as Error).message, message);
    assert((error as Error).cause instanceof NotImplemented);
  });
}

Deno.test("an error of a value that a pullback calls is named once", () => {
  const error = assertThrows(() =>
    verifyGradients({
      activations: [{ ...square, value: () => refuse("never") }],
      losses: [],
    }), TypeError);
  assert(!(((error as Error).cause as Error).cause instanceof Error));
});
