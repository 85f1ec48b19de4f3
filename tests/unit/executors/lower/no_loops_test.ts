import { assertEquals } from "@std/assert";
import type { Arithmetic } from "../../../../src/core/arithmetic/arithmetic.ts";
import { captureRows, type RowFormula } from "../../../../src/executors/lower/capture.ts";
import { loopsOf } from "../../../../src/executors/lower/row_formulas.ts";

type Formula = <T>(m: Arithmetic<T>, z: readonly T[], y: readonly T[]) => unknown;

/** Formulas that misuse loops in ways that types forbid, as formulas of users may. */
const MISUSES: Readonly<Record<string, Formula>> = {
  "a result that is not a number of the arithmetic": () => ({ value: 1 }),
  "a row that is not one of the formula": (m) => ({ values: [m.one] }),
  "an entry that leaves its loop": (_, z) => {
    let last: unknown;
    z.map((x) => last = x);
    return { value: last };
  },
  "an entry of another loop in a row": (_, z) => {
    const inner: unknown[] = [];
    z.map((x) => (z.map((y) => inner.push(y)), x));
    return { value: inner[0] };
  },
  "a sum of records that lose a member": (m, z) => {
    const { x } = z.reduce((s, x) => ({ x: m.add(s.x, x) }) as typeof s, { x: m.zero, y: m.zero });
    return { value: x };
  },
  "a loop that makes nothing": (_, z) => ({ values: z.map(() => undefined) }),
  "a loop that makes null": (_, z) => ({ values: z.map(() => null) }),
  "a loop that makes empty records": (_, z) => ({ values: z.map(() => ({})) }),
  "an entry replaced outside of a loop": (m, z) => ({ values: z.with(0, m.one) }),
  "an entry replaced behind the end of a shorter row": (m, z, y) => ({
    value: z.map((_, j) => y.with(j, m.one).reduce((s, x) => m.add(s, x))).reduce((s, x) =>
      m.add(s, x)
    ),
  }),
  "an entry replaced by a record": (m, z) => ({
    values: z.map((x, j) => z.with(j, { x, y: x } as never).reduce((s, x) => m.add(s, x))),
  }),
};

const formula = (of: Formula): RowFormula => (m, row) => [of(m, row("z"), row("y")) as never];

for (const [name, of] of Object.entries(MISUSES)) {
  Deno.test(`captureRows() makes no loops of ${name}`, () => {
    assertEquals(captureRows(formula(of), { z: 4, y: 2 }), undefined);
  });
}

Deno.test("captureRows() makes no loops of rows without entries", () => {
  const sum = formula((m, z) => ({ value: z.reduce((s, x) => m.add(s, x), m.zero) }));
  assertEquals(captureRows(sum, { z: 0, y: 0 }), undefined);
});

Deno.test("loopsOf() makes no loops of a formula that computes something else when it is run again", () => {
  let runs = 0;
  const other = formula((m, z) => {
    const factor = m.constant(++runs);
    return { values: z.map((x) => m.mul(factor, x)) };
  });
  assertEquals(loopsOf(other, { z: 4, y: 0 }), undefined);
  const throwing = formula((m, z) => {
    if (++runs > 10) throw new RangeError("only once");
    return { values: z.map((x) => m.neg(x)) };
  });
  runs = 9;
  assertEquals(loopsOf(throwing, { z: 4, y: 0 }), undefined);
});
