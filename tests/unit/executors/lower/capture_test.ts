import { assert, assertEquals } from "@std/assert";
import {
  ACTIVATIONS,
  type Arithmetic,
  loss,
  LOSSES,
  rowwise,
  softmax,
} from "../../../../engine.ts";
import { maximum, sum } from "../../../../src/core/arithmetic/reductions.ts";
import { agreesWith } from "../../../../src/executors/lower/agreement.ts";
import { captureRows, type RowFormula } from "../../../../src/executors/lower/capture.ts";
import { scheduleOf } from "../../../../src/executors/lower/schedule.ts";
import { pairOf } from "../../../../src/nn/losses/pair.ts";
import { square } from "../../../support/terms.ts";

type Formula = <T>(m: Arithmetic<T>, z: readonly T[], y: readonly T[]) => readonly T[] | T;

const WIDTH = 37;

/** Whether a formula of two rows is captured, and what is captured agrees with it. */
function asLoops(
  formula: Formula,
  { z = WIDTH, y = WIDTH } = {},
): "captured" | "caught" | "not captured" {
  const outputs: RowFormula = <T>(m: Arithmetic<T>, row: (name: string) => readonly T[]) => {
    const given = formula(m, row("z"), row("y"));
    return [
      Array.isArray(given) || given && (given as { map?: unknown }).map
        ? { values: given as readonly T[] }
        : { value: given as T },
    ];
  };
  const captured = captureRows(outputs, { z, y });
  if (!captured) return "not captured";
  return agreesWith(scheduleOf(captured, true), captured, outputs, { z, y })
    ? "captured"
    : "caught";
}

const LOOPS: Readonly<Record<string, Formula>> = {
  "map": (m, z) => z.map((x) => square(m, x)),
  "map, with the other row's entry": (m, z, y) => z.map((x, j) => m.mul(x, y[j]!)),
  "map, with the row that it is called on": (m, z) => z.map((x, j, row) => m.add(x, row[j]!)),
  "the row as it is": (_, z) => z,
  "a constant row": (m, z) => z.map(() => m.one),
  "sum": (m, z) => sum(m, z),
  "maximum": (m, z) => maximum(m, z),
  "reduce, with a first number": (m, z) => z.reduce((s, x) => m.sub(x, s), m.constant(2)),
  "reduce, with a first number that is a fold": (m, z) =>
    z.reduce((s, x) => m.add(s, x), maximum(m, z)),
  "reduce, with the column": (m, z, y) => z.reduce((s, x, j) => m.add(s, m.mul(x, y[j]!)), m.zero),
  "reduce of a record": (m, z, y) =>
    z.reduce(({ s, t }, x, j) => ({ s: m.add(s, x), t: m.sub(y[j]!, m.mul(t, s)) }), {
      ...{ s: m.one, t: m.zero },
    }).t,
  "reduce of pairs": (m, z) =>
    z.reduce<readonly (typeof m.one)[]>(([s, t], x) => [m.add(t!, x), s!], [m.zero, m.one])[0]!,
  "a map of records": (m, z, y) =>
    z.map((x, j) => ({ x, y: y[j]! })).map(({ x, y }) => m.mul(x, y)),
  "a fold in a map": (m, z) => z.map((x) => m.div(x, sum(m, z))),
  "a fold in a map, by its entry": (m, z, y) =>
    z.map((x) => sum(m, y.map((other) => square(m, m.sub(x, other))))),
  "a fold in a map in a fold": (m, z, y) =>
    sum(m, z.map((x) => m.mul(x, y.reduce((s, other) => m.sub(m.mul(x, other), s), x)))),
  "a fold in a fold, by its accumulator": (m, z, y) =>
    z.reduce((s, x) => y.reduce((t, other) => m.sub(m.mul(other, x), m.mul(t, s)), s)),
  "an entry of a map inside a map": (m, z, y) =>
    z.map((x, j) => m.add(x, y.map((other) => m.mul(other, x))[j]!)),
  "with": (m, z, y) => z.map((x, j) => sum(m, y.with(j, square(m, x)))),
  "a shorter row": (m, z, y) => y.map((other, j) => m.add(other, z[j]!)),
};

for (const [name, formula] of Object.entries(LOOPS)) {
  Deno.test(`captureRows() makes loops of ${name}, equal to the formula to the bit`, () => {
    assertEquals(
      asLoops(formula, { z: WIDTH, y: name === "a shorter row" ? 5 : WIDTH }),
      "captured",
    );
  });
}

const NO_LOOPS: Readonly<Record<string, Formula>> = {
  "entry 2": (m, z) => z.map((x) => m.add(x, z[2]!)),
  "for of": (m, z) => {
    let total = m.zero;
    for (const x of z) total = m.add(total, x);
    return total;
  },
  "a spread": (m, z) => [...z].map((x) => square(m, x)),
  "a destructured row": (m, z) => {
    const [first, ...rest] = z;
    return rest.reduce((s, x) => m.add(s, x), first!);
  },
  "filter": (m, z) => sum(m, z.filter(() => true)),
  "slice": (m, z) => sum(m, z.slice(1)),
  "forEach": (m, z) => {
    let total = m.zero;
    z.forEach((x) => total = m.add(total, x));
    return total;
  },
  "the next column": (m, z) => z.map((x, j) => m.add(x, z[(j + 1) % z.length]!)),
  "a column that is compared": (m, z) => z.map((x, j) => j > 0 ? x : m.zero),
  "a column as a number": (m, z) => z.map((x, j) => m.mul(x, m.constant(j))),
  "weights by column": (m, z) => {
    const weights = Array.from(z, () => 2);
    return z.map((x, j) => m.mul(x, m.constant(weights[j]!)));
  },
  "a column after its loop": (m, z) => {
    let last = 0;
    z.forEach === undefined || z.map((x, j) => (last = j, x));
    return z.map((x) => m.add(x, z[last]!));
  },
  "an entry behind the end of a shorter row": (m, z, y) => z.map((x, j) => y[j] ?? m.neg(x)),
  "columns of one channel": (m, z) => {
    const of = Array.from({ length: z.length }, (_, j) => j % 8);
    return z.map((x, j) =>
      z.reduce((s, y, k) => of[j] === of[k] ? m.add(s, m.mul(y, x)) : s, m.zero)
    );
  },
  "neighbours by their names": (m, z) => {
    const edges = new Set(["0,1", "1,2"]);
    return z.map((x, j) => z.reduce((s, y, k) => edges.has(`${j},${k}`) ? m.add(s, y) : s, x));
  },
  "rows of rows": (m, z) => z.map((x) => z.map((y) => m.mul(x, y))).map((row) => sum(m, row)),
  "an array of its own": (m, z) => Array.from({ length: z.length }, () => m.one),
  "what catches every error": (m, z) => {
    try {
      return z.map((x) => m.add(x, z[0]!));
    } catch {
      return z.map((x) => m.add(x, x));
    }
  },
};

for (const [name, formula] of Object.entries(NO_LOOPS)) {
  Deno.test(`captureRows() makes no loops of ${name}`, () => {
    const y = name.includes("shorter") ? 5 : WIDTH;
    assertEquals(asLoops(formula, { z: WIDTH, y }), "not captured");
  });
}

const CAUGHT: Readonly<Record<string, Formula>> = {
  "the first column": (m, z) => z.map((x, j) => j === 0 ? m.zero : x),
  "the last column": (m, z) => z.map((x, j) => j === z.length - 1 ? m.neg(x) : x),
  "one column in a loop in a loop": (m, z) =>
    z.map((x) => sum(m, z.map((y, k) => k === 29 ? m.zero : m.mul(x, y)))),
  "the same column in two loops": (m, z) =>
    z.map((x, j) => sum(m, z.map((y, k) => k === j ? m.zero : m.mul(x, y)))),
  "the first column of a fold": (m, z) => z.reduce((s, x, j) => j === 1 ? x : m.add(s, x)),
  "the type of a column": (m, z) => z.map((x, j) => typeof j === "number" ? x : m.neg(x)),
  "an entry that has left its loop": (m, z) => {
    let last = z as unknown as typeof m.one;
    sum(m, z.map((x) => last = x));
    return z.map((x) => m.sub(x, last));
  },
  "only where entries are below 0": (m, z) =>
    z.map((x, j) => m.choose(x, x, j === 3 ? m.one : m.zero)),
  "where entries are larger than any that would be drawn": (m, z) =>
    z.map((x, j) => {
      const cap = m.constant(j === 0 ? 10 : 20);
      return m.choose(m.sub(x, cap), cap, x);
    }),
  "where a logarithm is no number for most entries": (m, z) =>
    z.map((x, j) => m.log(m.sub(x, m.constant(j === 5 ? 20 : 10)))),
  "a column that is seldom behind the first of a fold": (m, z) =>
    z.map((x) => z.reduce((s, y, k) => k === 3 ? s : m.add(s, m.tanh(m.mul(x, y))))),
};

for (const [name, formula] of Object.entries(CAUGHT)) {
  Deno.test(`agreesWith() catches what decides by ${name}`, () => {
    assertEquals(asLoops(formula), "caught");
  });
}

Deno.test("agreesWith() catches columns that decide in loops in loops of wide rows", () => {
  for (const column of [1, 8, 13, 500, 999]) {
    const formula: Formula = (m, z) =>
      z.map((x) => z.reduce((s, y, k) => k === column ? s : m.add(s, m.mul(x, y))));
    assertEquals(asLoops(formula, { z: 1000 }), "caught", `${column}`);
  }
});

Deno.test("scheduleOf() keeps nothing that an accumulator has a part in: online softmax", () => {
  const formula: Formula = (m, z) => {
    const total = z.reduce((a, x) => m.add(m.tanh(a), m.tanh(x)));
    return z.map((x) => m.add(m.tanh(x), total));
  };
  assertEquals(asLoops(formula), "captured");
});

Deno.test("captureRows() calls a formula once for each loop, whatever the width", () => {
  let calls = 0;
  const formula: RowFormula = (m, row) => [{ value: sum(m, row("z").map((x) => (calls++, x))) }];
  for (const z of [10, 100_000]) captureRows(formula, { z });
  assertEquals(calls, 2);
});

Deno.test("captureRows() makes loops of every activation and loss that is built in", () => {
  const rowwises = Object.values(ACTIVATIONS).filter(({ kind }) => kind === "rowwise");
  assert(rowwises.length >= 2);
  for (const activation of rowwises) {
    if (activation.kind !== "rowwise") continue;
    const derived = rowwise({ name: "derived", value: activation.value });
    for (const { value, pullback } of [activation, derived]) {
      assertEquals(asLoops((m, z) => value(m, z)), "captured", activation.name);
      assertEquals(asLoops((m, z, y) => pullback(m, { z, a: y }, z)), "captured", activation.name);
    }
  }
  for (const each of Object.values(LOSSES)) {
    // Its even columns are means, its odd ones variances; that is unrolled.
    const found = each === LOSSES.gaussianNegativeLogLikelihood ? "not captured" : "captured";
    const derived = loss({ name: "derived", value: each.value });
    for (const one of [each, derived]) {
      for (const activation of [softmax, ACTIVATIONS.sigmoid]) {
        const pair = pairOf(activation, one);
        const at = <T>(m: Arithmetic<T>, z: readonly T[]) => ({
          z,
          a: activation.kind === "rowwise"
            ? activation.value(m, z)
            : z.map((x) => activation.value(m, x)),
        });
        assertEquals(asLoops((m, z, y) => pair.value(m, at(m, z), y)), found, each.name);
        assertEquals(asLoops((m, z, y) => pair.error(m, at(m, z), y)), found, each.name);
      }
    }
  }
});

Deno.test("scheduleOf() shares loops among folds that do not wait, and computes no e^z twice", () => {
  const pair = pairOf(softmax, LOSSES.categoricalCrossEntropy);
  const formula: RowFormula = (m, row) => {
    const z = row("z"), y = row("y"), at = { z, a: softmax.value(m, z) };
    return [{ values: pair.error(m, at, y) }, { value: pair.value(m, at, y) }];
  };
  const captured = captureRows(formula, { z: WIDTH, y: WIDTH })!;
  const { block } = scheduleOf(captured, true);
  // The maximum and Σy; Σe^z and the distances, e^z being stored; the errors.
  assertEquals(block.loops.map(({ accumulators }) => accumulators.length), [2, 2, 0]);
  assertEquals(block.loops.map(({ stores }) => stores), [[], [0], [0]]);
  assertEquals(scheduleOf(captured, false).block.loops[1]!.stores, []);
});
