import { assert, assertEquals } from "@std/assert";
import { derivative } from "../../../src/verify/numeric/finite_differences.ts";

const SMOOTH: readonly (readonly [string, (x: number) => number, (x: number) => number])[] = [
  ["exp", Math.exp, Math.exp],
  ["sin", Math.sin, Math.cos],
  ["log", Math.log, (x) => 1 / x],
  ["tanh", Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  ["x³", (x) => x ** 3, (x) => 3 * x ** 2],
];

for (const [name, f, slope] of SMOOTH) {
  Deno.test(`derivative() of ${name} is right to 1e-11 and within ten times its own estimate`, () => {
    for (const x of [0.1, 0.5, 1, 2, 3]) {
      const { value, error } = derivative((at) => at > 0 ? f(at) : undefined, x)!;
      const off = Math.abs(value - slope(x));
      // Rounding ε |f| / h at h ≈ 1/100 leaves some 1e-13; log at 0.1 needs steps below 0.1.
      assert(off <= 1e-11 * Math.max(1, slope(x)), `off by ${off} at ${x}`);
      assert(off <= 10 * error, `off by ${off} at ${x}, but estimated ${error}`);
    }
  });
}

Deno.test("derivative() keeps to the branch of x and gives up next to its end", () => {
  const right = (x: number) => x > 1 ? x ** 2 : undefined;
  assert(Math.abs(derivative(right, 1.001)!.value - 2.002) < 1e-8);
  assertEquals(derivative(right, 1 + 1e-12), undefined);
});

Deno.test("derivative() takes smaller steps where poles are near, though f is defined all around", () => {
  const width = 0.03; // poles at 1 ± i width
  const f = (x: number) => 1 / ((x - 1) ** 2 + width ** 2);
  for (const x of [1, 1.01, 1.05]) {
    const slope = -2 * (x - 1) * f(x) ** 2;
    const { value, error } = derivative(f, x)!;
    const off = Math.abs(value - slope);
    // ε f / h at steps of some hundredths of the width, where f is 1e3, is some 1e-9.
    assert(off <= 1e-8, `off by ${off} at ${x}`);
    assert(off <= 10 * error, `off by ${off} at ${x}, but estimated ${error}`);
  }
});
