import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import { type Activation, rowwise } from "../../../src/nn/activations/activation.ts";
import { softmax } from "../../../src/nn/activations/softmax.ts";
import { type Loss, loss } from "../../../src/nn/losses/loss.ts";
import { logSoftmax } from "../../../src/nn/activations/log_softmax.ts";
import { LOSSES } from "../../../src/nn/losses/losses.ts";
import { lossClaim, slopeClaim } from "../../../src/verify/claims/formula_claims.ts";
import { FREE } from "../../../src/verify/claims/preconditions.ts";
import { proveActivation, proveLoss } from "../../../src/verify/ladder/formula_verdicts.ts";
import { counterexampleInRows } from "../../../src/verify/prover/long_rows.ts";
import { square, twice } from "../../support/terms.ts";

// What is wrong in rows of some length alone, or in some order, which no source says in figures.

const SEED = 3;
const isTwelve = (row: readonly unknown[]) => row.length * row.length === 144;
const isLong = (row: readonly unknown[]) => row.length > LONG;
const LONG = 200;

/** Whether a row of numbers is sorted; other values have no order. */
function isFalling(row: readonly unknown[]): boolean {
  return row.length > 9 && row.every((x, j) => {
    return typeof x === "number" && (j === 0 || x < (row[j - 1] as number));
  });
}

/** Σ (a − y)², with a gradient that is 0 in some rows. */
function errors(isWrong: (at: Parameters<Loss["gradient"]>[1]) => boolean): Loss {
  return loss({
    name: "errors",
    value: (m, { a, y }) => sum(m, a.map((aj, j) => square(m, m.sub(aj, y[j]!)))),
    gradient: (m, at) => at.a.map((aj, j) => isWrong(at) ? m.zero : twice(m, m.sub(aj, at.y[j]!))),
  });
}

/** Softmax with a pullback that is 0 in some rows. */
function shares(isWrong: (z: readonly unknown[]) => boolean): Activation {
  return rowwise({
    name: "shares",
    value: softmax.value as (typeof logSoftmax)["value"] & Activation["value"],
    pullback: <T>(m: Arithmetic<T>, at: { z: readonly T[]; a: readonly T[] }, e: readonly T[]) => {
      if (softmax.kind !== "rowwise") throw new TypeError("softmax is rowwise");
      return softmax.pullback(m, at, e).map((x) => isWrong(at.z) ? m.zero : x);
    },
  });
}

const wrong: Readonly<Record<string, readonly [Activation | Loss, rows: string]>> = {
  "in rows of twelve": [errors(({ a }) => isTwelve(a)), "rows of 12"],
  "in rows of twelve, of an activation": [shares(isTwelve), "rows of 12"],
  "in rows beyond some hundred": [errors(({ y }) => isLong(y)), "rows of 255"],
  "in sorted rows": [shares(isFalling), "rows of "],
  "where the ninth label is 1": [
    errors(({ y }) => (y as unknown[]).indexOf(1) === 8),
    "rows of ",
  ],
  "where the last of many labels is 1": [
    errors(({ y }) => {
      const labels = y as unknown[];
      return y.length > 11 && labels.indexOf(1) === y.length - 1;
    }),
    "rows of ",
  ],
  // Finite differences are exactly 0 there.
  "in rows of twelve, where the loss is constant": [
    loss({
      name: "errors",
      value: (m, { a, y }) => {
        return isTwelve(a) ? m.one : sum(m, a.map((aj, j) => square(m, m.sub(aj, y[j]!))));
      },
      gradient: (m, { a, y }) => a.map((aj, j) => twice(m, m.sub(aj, y[j]!))),
    }),
    "rows of 12",
  ],
};

/** The identity, whose pullback forgets entries. */
const echo = (isForgotten: (j: number) => boolean) =>
  rowwise({
    name: "echo",
    value: (_, z) => [...z],
    pullback: (m, _, e) => e.map((x, j) => isForgotten(j) ? m.zero : x),
  });

const forgetful: typeof wrong = {
  "in the entry 1,024": [echo((j) => j === 1024), "entry 1024 of"],
  "beyond what its source mentions": [
    rowwise(
      {
        ...echo(() => false),
        pullback: (m, { z }, e) => e.map((x) => z.length > 1 << 11 ? m.zero : x),
      } as Parameters<typeof rowwise>[0],
    ),
    "rows of 2049",
  ],
};

for (const [where, [of, rows]] of Object.entries({ ...wrong, ...forgetful })) {
  Deno.test(`a gradient that is wrong ${where} is refuted`, () => {
    const [found] = "gradient" in of ? proveLoss(of, SEED) : proveActivation(of, SEED);
    assertEquals(found!.verdict, "refuted");
    assertStringIncludes(found!.counterexample!.where, rows);
  });
}

Deno.test("counterexampleInRows() finds nothing in right gradients, of any length", () => {
  for (const each of Object.values(LOSSES)) {
    assertEquals(counterexampleInRows((n) => lossClaim(each, FREE, n), SEED), undefined, each.name);
  }
  for (const each of [softmax, logSoftmax]) {
    assertEquals(counterexampleInRows((n) => slopeClaim(each, n), SEED), undefined, each.name);
  }
});
