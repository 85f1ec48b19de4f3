import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dense, elementwise, sigmoid, sumOfSquaredErrors } from "../../../engine.ts";
import { neighboursIn } from "../../../src/verify/claims/combinations.ts";
import { ladderText } from "../../../scripts/support/ladder_text.ts";
import { LOG2_BOUND } from "../../../src/core/arithmetic/residue/false_pass.ts";
import { climbLadder } from "../../../src/verify/ladder/ladder.ts";
import { failuresOf, summaryOf } from "../../../src/verify/ladder/ladder_summary.ts";
import { prove } from "../../../src/verify/prover/prove.ts";
import { entriesClaim, gradientClaim } from "../../../src/verify/claims/engine_claims.ts";

const stages: string[] = [];
const ladder = climbLadder({ onStage: (stage) => void stages.push(stage) });

Deno.test("climbLadder() proves every formula, combination and shape, each wrong once in 2^80 at most", () => {
  const findings = [
    ...ladder.formulas,
    ...[...ladder.table, ...ladder.cover].map(({ finding }) => finding),
    ...ladder.shapes,
  ];
  const unproved = findings.filter(({ verdict }) => verdict !== "proved");
  assertEquals(unproved.map(({ subject }) => subject), []);
  assert(findings.every(({ log2FalsePass }) => log2FalsePass <= LOG2_BOUND));
});

Deno.test("climbLadder() covers the table, whole training steps and the paper's network", () => {
  assertEquals(ladder.table.length, 5 * 5 * 2);
  assertEquals(neighboursIn(ladder.cover), { activations: 20 * 20, losses: 20 * 20 - 5 });
  const steps = ladder.shapes.filter(({ subject }) => subject.endsWith("one step"));
  const regularized = (found: typeof ladder.shapes) =>
    found.flatMap(({ subject }) => /l[12]\(0\.01\)/.exec(subject) ?? []);
  assertEquals([steps.length, regularized(steps)], [50 + 2, ["l1(0.01)", "l2(0.01)"]]);
  assertEquals(regularized(ladder.shapes).length, 4);
  assertEquals(new Set(regularized(ladder.formulas)), new Set(["l1(0.01)", "l2(0.01)"]));
  assert(ladder.shapes.some(({ subject }) => subject.startsWith("784-32 tanh-16 tanh-10 softmax")));
});

Deno.test("climbLadder() infers nothing, rows that sum to 1, one-hot rows, and nothing at all", () => {
  assertEquals(ladder.preconditions.map(({ finding }) => finding.precondition ?? finding.verdict), [
    "proved",
    "rows sum to 1",
    "rows are one-hot",
    "refuted",
  ]);
  assert(ladder.preconditions.every(({ agrees }) => agrees));
});

Deno.test("climbLadder() agrees with finite differences everywhere", () => {
  assert(ladder.differences.every(({ check }) => check!.passed));
});

Deno.test("climbLadder() leaves only regions outside the domain of cross-entropy uncounted", () => {
  for (const { layers: [, output], loss, finding: { regions } } of ladder.table) {
    assert(regions.outside < regions.covered);
    if (loss === "sumOfSquaredErrors" || output === "softmax") {
      assertEquals(regions.outside, 0);
    }
  }
});

Deno.test("failuresOf() finds nothing in the ladder, and every kind of failure that is planted", () => {
  assertEquals(failuresOf(ladder), []);
  const finding = { ...ladder.formulas[0]!, verdict: "undecided", reason: "planted" } as const;
  const [entry, difference] = [ladder.table[0]!, ladder.differences[0]!];
  const planted = {
    ...ladder,
    formulas: [finding],
    paper: [{ ...ladder.paper[0]!, holds: false }],
    table: [{ ...entry, finding: { ...entry.finding, precondition: "rows sum to 1" } }],
    cover: [{ ...entry, finding }],
    shapes: [finding],
    preconditions: [{ ...ladder.preconditions[0]!, agrees: false }],
    differences: [{ ...difference, check: { ...difference.check!, passed: false } }],
    mutants: [{ ...ladder.mutants[0]!, killed: false }],
    rewrites: [{ ...ladder.rewrites[0]!, accepted: false }],
    discontinuities: [{ ...ladder.discontinuities[0]!, agrees: false }],
    executor: {
      builds: ["plain"],
      checks: [{ ...ladder.executor.checks[0]!, failure: "planted" }],
      bugs: [{ ...ladder.executor.bugs[0]!, caughtBy: [] }],
    },
  };
  assertEquals(failuresOf(planted).length, 12);
  const { seconds: _, seed, ...counts } = summaryOf(planted);
  assertEquals(seed, ladder.seed);
  assertEquals(Object.values(counts), [2, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0]);
});

Deno.test("ladderText() counts what is proved and says what is not", () => {
  const text = ladderText(ladder, []).replaceAll(/\s+/g, " "); // lines may break anywhere
  assertStringIncludes(text, "450 of 450 proved");
  assertStringIncludes(text, `seed ${ladder.seed}`);
  assertStringIncludes(text, "Not proved: rounding");
});

Deno.test("climbLadder() tells of each stage before it climbs it", () => {
  assertEquals([stages[0], stages.at(-1)], ["formulas", "jumps"]);
});

Deno.test("prove() takes an activation made of logarithms: softplus and its slope", () => {
  const softplus = elementwise({
    name: "softplus",
    value: (m, z) => {
      const size = m.choose(z, m.neg(z), z); // −|z|
      return m.add(m.choose(z, z, m.zero), m.log1p(m.exp(size)));
    },
    slope: (m, { z }) => sigmoid.value(m, z),
  });
  const layers = [dense(2, softplus), dense(2, softplus)];
  const plan = { inputs: 2, layers, loss: sumOfSquaredErrors, examples: 1 };
  assertEquals(prove(gradientClaim(plan), { seed: 0 }).verdict, "proved");
  // Entry by entry the same logarithms are taken nine times, and their degrees multiply.
  const entries = prove(entriesClaim(plan), { seed: 0, oneRegion: true });
  assertStringIncludes(entries.reason!, "the degree of the formulas leaves too large a chance");
});
