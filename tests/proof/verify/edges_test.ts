import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  dense,
  gradients,
  matrix,
  network,
  sumOfSquaredErrors as loss,
  tanh,
} from "../../../engine.ts";
import { checkGradients, summarizeExecutor } from "../../../verify.ts";
import { preconditionsOf } from "../../../src/verify/claims/preconditions.ts";
import { jumpOf, outsideOf, sidesOf } from "../../../src/verify/discontinuities/jumps.ts";
import { ulpsOff } from "../../../src/verify/executors/ulps.ts";
import { proveFormula } from "../../../src/verify/formula/prove_formula.ts";
import {
  detailOf,
  kinksText,
  regionsText,
  Verification,
} from "../../../src/verify/ladder/verification.ts";
import type { GradientFinding } from "../../../src/verify/ladder/formula_verdicts.ts";
import type { Ladder } from "../../../src/verify/ladder/ladder.ts";
import { executorReport } from "../../../src/verify/report/executor.ts";
import {
  discontinuityTable,
  paperTable,
  preconditionTable,
} from "../../../src/verify/report/tables.ts";

Deno.test("ulpsOff() of NaN, infinities and zeros is 0 or infinite, and of overflow finite", () => {
  const cases: readonly (readonly [actual: number, exact: number, off: number])[] = [
    [NaN, NaN, 0],
    [1, NaN, Infinity],
    [NaN, 1, Infinity],
    [Infinity, Infinity, 0],
    [-Infinity, Infinity, Infinity],
    [0, 0, 0],
    [-0, 0, Infinity],
    [1e-40, 0, Infinity],
    [1 + 2 ** -23, 1, 1],
    [1, 1 + 2 ** -24, 0.5],
    [Infinity, 2 ** 128 * (1 - 2 ** -24), 1],
  ];
  for (const [actual, exact, off] of cases) assertEquals(ulpsOff(actual, exact), off, `${actual}`);
});

/** Targets that are taken from a range, of integers or all. */
const targets = (low: number, high: number, isWhole = false) => ({
  targets: {
    text: "",
    includes: (y: number) => y >= low && y <= high && (!isWhole || Number.isInteger(y)),
  } as never,
});

Deno.test("preconditionsOf() has the range of targets first, then those of classes", () => {
  const first = (...of: Parameters<typeof targets>) => preconditionsOf(targets(...of))[0]?.text;
  assertEquals(preconditionsOf({}), []);
  assertEquals(first(-Infinity, Infinity), preconditionsOf(targets(-1e30, 1e30)).at(-2)?.text);
  assertEquals(first(0, 1), "targets lie between 0 and 1");
  assertEquals(first(-1, 1), "targets lie between -1 and 1");
  assertEquals(first(0, Infinity), "targets are above 0");
  assertStringIncludes(first(0, 1, true)!, "0");
  assertStringIncludes(first(-1, 1, true)!, ""); // 0 belongs to them: no pair of signs
  const signs = { targets: { text: "", includes: (y: number) => Math.abs(y) === 1 } as never };
  assertStringIncludes(preconditionsOf(signs)[0]!.text!, "-1");
});

const finding = {
  ...{ subject: "f", verdict: "proved", log2FalsePass: -60.5, seed: 7 },
  regions: { covered: 3, total: 3, outside: 0 },
} as unknown as GradientFinding;

Deno.test("detailOf() says what a verdict rests on, or what is wrong", () => {
  const of = (members: object) => detailOf({ ...finding, ...members } as GradientFinding);
  const kinks = { tested: 1, untested: 2 },
    counterexample = { where: "z = 1", got: 1, expected: 2 };
  const wrong = { verdict: "refuted", counterexample };
  const formulas = { network: "1-1 tanh", where: "∂L/∂w", got: "x", expected: "2x" };
  assertEquals(of({}), "wrong once in 2^60; 3/3 regions");
  assertEquals(
    of({
      shapes: "rows of 3",
      kinks,
      precondition: "a > 0",
      regions: { covered: 1, total: 8, outside: 2 },
    }),
    "wrong once in 2^60; 1 of 8 regions tried, 2 outside the domain; rows of 3; " +
      "1 of at least 3 kinks tested; where a > 0",
  );
  assertEquals(of({ verdict: "undecided", reason: "too large" }), "too large");
  assertEquals(of(wrong), "z = 1: got 1, expected 2");
  assertEquals(
    of({ ...wrong, factor: "1/2", formulas }),
    "1/2 of the derivative; 1-1 tanh: ∂L/∂w = x, but should be 2x; z = 1: got 1, expected 2",
  );
  assertEquals(regionsText({ covered: 1, total: 2 ** 40, outside: 0 }), "1 of 2^40 regions tried");
  assertEquals(kinksText({ tested: 0, untested: 1 }), "0 of at least 1 kinks tested");
});

Deno.test("a Verification counts its verdicts, and names the seed that repeats them", () => {
  const of = (...verdicts: string[]) =>
    new Verification(verdicts.map((verdict) => ({ ...finding, verdict })) as GradientFinding[], 1);
  assertEquals(`${of()}`, "0 proved, 0 refuted, 0 undecided in 1.00 s");
  const lines = `${of("proved", "proved in part", "refuted")}`.split("\n");
  assertEquals(
    lines.at(-1),
    "1 proved, 1 proved in part, 1 refuted, 0 undecided in 1.00 s, seed 7",
  );
});

/** A ladder that has these findings alone. */
const ladder = (members: object) => members as unknown as Ladder;

Deno.test("tables of the report mark what is not as required", () => {
  const fixture = { name: "<it>" };
  for (const agrees of [true, false]) {
    const words = agrees ? "as required" : "not as required";
    const sign = agrees ? 'class="good"' : 'class="bad"';
    const tables = [
      preconditionTable(ladder({ preconditions: [{ fixture, finding, agrees }] })),
      discontinuityTable(ladder({ discontinuities: [{ fixture, verdict: "proved", agrees }] })),
    ];
    for (const table of tables) {
      assertStringIncludes(table, words);
      assertStringIncludes(table, sign);
      assertStringIncludes(table, "&lt;it&gt;");
    }
    assertStringIncludes(tables[0]!, "any numbers");
  }
  const undecided = { ...finding, verdict: "undecided" };
  const preconditions = [{ fixture, finding: undecided, agrees: false }];
  assertStringIncludes(preconditionTable(ladder({ preconditions })), "undecided");
});

Deno.test("the paper's table says where there is nothing to check", () => {
  const equation = { number: 3, title: "t", text: "x", kind: "k", home: "a/b" };
  const row = (findings: object[]) =>
    paperTable(ladder({ paper: [{ equation, findings, misprints: [], holds: true }] }));
  assertStringIncludes(row([]), "nothing to check");
  assertStringIncludes(row([{ verdict: "proved" }]), "proved");
});

Deno.test("the report of the executor says what was missed, what failed, and why nothing was compared", () => {
  const check = { kind: "kernel", subject: "k", build: "plain", compared: 2 } as const;
  const found = {
    builds: ["plain"],
    checks: [check, { ...check, failure: "<off>" }],
    bugs: [{ name: "<bug>", caughtBy: [] }, { name: "other", caughtBy: ["k"] }],
  };
  const html = executorReport(found as never);
  for (const words of ["1 of 2 hold", "&lt;off&gt;", "missed", "caught", "&lt;bug&gt;"]) {
    assertStringIncludes(html, words);
  }
  const skipped = executorReport({ builds: [], checks: [], bugs: [], skipped: "no SIMD" });
  assertEquals(skipped, "<p>Not compared: no SIMD.</p>");
  const { holding, caught, largestBound } = summarizeExecutor(found as never);
  assertEquals([holding, caught, largestBound], [1, 1, 0]);
});

Deno.test("checkGradients() refuses gradients that are missing or of another shape", () => {
  const net = network({ inputs: 1, layers: [dense(1, tanh)], seed: 1 });
  const batch = { inputs: matrix([[1]]), targets: matrix([[0]]) };
  const given = (layers: unknown) =>
    checkGradients(net, batch, loss, {
      gradients: (...of) => ({ ...gradients(...of), layers: layers as never }),
    });
  const what = "the gradient of weights of layer 1 must be (1 × 1), but found";
  assertThrows(() => given([]), TypeError, `${what} none`);
  assertThrows(() => given(undefined), TypeError, `${what} none`);
  const weights = { rows: 1, columns: 2, data: [1, 2] };
  assertThrows(() => given([{ weights }]), TypeError, `${what} 1 × 2 with 2 entries`);
});

Deno.test("proveFormula() finds where formulas of each function are defined", () => {
  const domains: Readonly<Record<string, string>> = {
    "log1p(z)": "where 1 + z > 0",
    "1/z^4": "where z ≠ 0",
    "xlogy(2, z)": "where z > 0",
  };
  for (const [formula, domain] of Object.entries(domains)) {
    assertEquals(proveFormula(formula, { seed: 1 }).domain, domain, formula);
  }
});

Deno.test("sidesOf() has no sides where float64 is too coarse for them, and then nothing jumps", () => {
  assertEquals(sidesOf({} as never, 1e300, 1), []);
  assertEquals(jumpOf([], "value" as never, 0), undefined);
  assertEquals(outsideOf("it", [1], [], "value" as never, [0]), undefined);
});
