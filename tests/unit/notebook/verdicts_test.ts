import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as backproof from "../../../mod.ts";
import { displayOf } from "../../../src/notebook/displays.ts";
import { bodyOf, type ShownCase, testShown } from "../../support/shown.ts";

const m = backproof.expressions();

const finding = {
  ...{ subject: "tanh", verdict: "proved", log2FalsePass: -60 },
  regions: { covered: 3, total: 3 },
};
const worst = { error: 0.5, got: 1, expected: 1.5 };

const VERDICTS: readonly ShownCase[] = [
  {
    of: "what is proved, and for which shapes, kinks and numbers",
    value: {
      ...{ ...finding, shapes: "widths 1 to 3", kinks: { tested: 1, untested: 1 } },
      precondition: "a > 0",
    },
    text: ["proved: tanh", "3/3 regions", "widths 1 to 3", "1 of at least 2 kinks", "where: a > 0"],
    html: ["wrong with a chance of at most"],
  },
  {
    of: "what is proved everywhere",
    value: finding,
    text: ["3/3 regions"],
    without: ["where", "kinks"],
  },
  {
    of: "what is undecided",
    value: { ...finding, verdict: "undecided", reason: "<too large>" },
    text: ["undecided: tanh", "reason: <too large>"],
    html: ["&lt;too large&gt;"],
    without: ["chance"],
  },
  {
    of: "what is refuted, by numbers alone",
    value: {
      ...finding,
      verdict: "refuted",
      counterexample: { where: "z = 1", got: 1, expected: 2 },
    },
    text: ["counterexample: z = 1", "computed there: 1", "should be: 2"],
    without: ["seen in", "factor"],
  },
  {
    of: "what is refuted, by formulas",
    value: {
      ...{ ...finding, verdict: "refuted", factor: "1/2" },
      formulas: { network: "1-1 tanh", where: "∂L/∂w", got: "<1>", expected: "2" },
      counterexample: { where: "z = 1", got: 1, expected: 2 },
    },
    text: ["off by the factor: 1/2", "seen in: 1-1 tanh", "∂L/∂w as written: <1>", "derived: 2"],
  },
  {
    of: "formulas that differ by a factor",
    value: backproof.compareExpressions(m.mul(m.constant(2), m.variable("z")), m.variable("z")),
    text: ["different", "the left one is 2 of the right one", "at z = "],
  },
  {
    of: "a comparison that says why it decides nothing",
    value: { verdict: "undecided", cases: 1, reason: "<too large>" },
    text: ["undecided", "in 1 case of signs", "<too large>"],
    html: ["&lt;too large&gt;"],
    without: [" at "],
  },
  {
    of: "a formula without a written slope, defined in places",
    value: backproof.proveFormula("ln z", { seed: 1 }),
    text: ["defined: "],
    without: ["written slope"],
  },
  {
    of: "a formula whose slope is proved",
    value: backproof.proveFormula("z^2", { slope: "2z", seed: 1 }),
    text: ["proved"],
    html: ["wrong with a chance of at most", "written slope"],
  },
  {
    of: "derivatives that disagree with finite differences",
    value: {
      ...{ passed: false, cost: 1 },
      parameters: [{ layer: 1, name: "weights", passed: false, checked: 4, worst }],
    },
    text: ["gradients disagree with finite differences", "layer 1, weights: disagrees, 4 checked"],
    html: ["disagrees"],
  },
];

testShown(VERDICTS);

Deno.test("displayOf() of formulas cuts what is too long, and counts what it leaves out", async () => {
  const z = m.variable("z");
  let long = z;
  for (let k = 0; k < 2000; k++) long = m.add(long, m.exp(m.variable(`z${k}`)));
  const equations = Array.from({ length: 41 }, (_, k) => ({ name: `a${k}`, value: z }));
  const html = async (value: object) => bodyOf((await displayOf(value))!["text/html"]);
  assertStringIncludes(await html(equations), "and 1 more formula<");
  const shown = (await displayOf(long))!;
  assertMatch(shown["text/plain"], /^z.{1,399}…$/);
  assert(!bodyOf(shown["text/html"]).includes("<math"));
  assertEquals(shown["text/latex"], "");
});

Deno.test("displayOf() of an activation whose formula is not written has its name, and passes on errors", async () => {
  const throwing = (error: Error) => ({
    ...backproof.tanh,
    name: "<own>",
    value: () => {
      throw error;
    },
  });
  const shown = (await displayOf(throwing(new RangeError("too long"))))!;
  assertEquals(shown["text/plain"], "<own>");
  assertStringIncludes(shown["text/html"], "&lt;own&gt;");
  await assertRejects(() => displayOf(throwing(new TypeError("a bug"))), TypeError, "a bug");
});
