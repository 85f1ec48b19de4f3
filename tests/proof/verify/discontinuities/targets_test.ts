import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Arithmetic, type Loss, loss } from "../../../../engine.ts";
import { checkLossContinuity } from "../../../../src/verify/discontinuities/check_continuity.ts";

/** An argument of the j-th target and the one after it. */
type Argument = <T>(m: Arithmetic<T>, y: T, next: T) => T;

const square = <T>(m: Arithmetic<T>, x: T) => m.mul(x, x);
const twice = <T>(m: Arithmetic<T>, x: T) => m.add(x, x);

/** Squared errors whose gradient is another where an argument is not positive. */
function squares(argument: Argument, otherwise: Argument): Loss {
  return loss({
    name: "f",
    value: (m, { a, y }) =>
      a.map((x, j) => square(m, m.sub(x, y[j]!))).reduce((s, x) => m.add(s, x)),
    gradient: (m, { a, y }) =>
      a.map((x, j) => {
        const [own, next] = [y[j]!, y[(j + 1) % y.length]!];
        const is = twice(m, m.sub(x, own)), other = otherwise(m, m.sub(x, own), own);
        return m.choose(argument(m, own, next), is, other);
      }),
  });
}

/** Where two numbers are equal. */
const away = <T>(m: Arithmetic<T>, x: T, y: T) => square(m, m.sub(x, y));

Deno.test("checkLossContinuity() refutes gradients that are wrong at one value of a target", () => {
  for (const at of [0, 0.5, -1, 1]) {
    const argument: Argument = (m, y) => away(m, y, m.constant(at));
    const [wrong] = checkLossContinuity(squares(argument, (m) => m.constant(7)), 0);
    assertEquals(wrong!.verdict, "refuted");
    assertStringIncludes(wrong!.counterexample!.where, `y₁ = ${at}`);
    assertEquals(wrong!.counterexample!.got, 7);
    const [right] = checkLossContinuity(squares(argument, twice), 0);
    assertEquals(right!.verdict, "proved");
    assert(right!.log2FalsePass <= -80);
  }
});

Deno.test("checkLossContinuity() refutes gradients that are wrong where two targets are equal, or both 1", () => {
  const arguments_: Argument[] = [
    away,
    (m, y, next) => m.add(away(m, y, m.one), away(m, next, m.one)),
    (m, y, next) => m.add(square(m, y), away(m, next, m.zero)),
  ];
  for (const argument of arguments_) {
    const [wrong] = checkLossContinuity(squares(argument, (m) => m.constant(7)), 0);
    assertEquals(wrong!.verdict, "refuted");
    const [right] = checkLossContinuity(squares(argument, twice), 0);
    assertEquals(right!.verdict, "proved");
  }
});

Deno.test("checkLossContinuity() takes the slope of |a − y| at a = y for a kink, not for a target", () => {
  const absolute = loss({
    name: "absolute",
    value: (m, { a, y }) =>
      a.map((x, j) => m.sub(x, y[j]!)).map((d) => m.choose(d, d, m.neg(d)))
        .reduce((sum, x) => m.add(sum, x)),
    gradient: (m, { a, y }) =>
      a.map((x, j) => m.sub(x, y[j]!))
        .map((d) => m.choose(d, m.one, m.choose(m.neg(d), m.neg(m.one), m.zero))),
  });
  assertEquals(checkLossContinuity(absolute, 0).map(({ verdict }) => verdict), ["proved"]);
});

Deno.test("checkLossContinuity() refutes nothing where code that decides in JavaScript is right in float64", () => {
  // An object is true also where it stands for 0.
  const decides: Argument = (m, d, y) => {
    const off = m.sub(y, m.one);
    return off ? m.mul(twice(m, d), m.xdivy(off, off)) : twice(m, d);
  };
  const [found] = checkLossContinuity(squares((m) => m.zero, decides), 0);
  assertEquals([found!.verdict, found!.counterexample], ["undecided", undefined]);
  assertStringIncludes(found!.reason!, "y₁ = 1 is right in float64 alone: it decides by");
});
