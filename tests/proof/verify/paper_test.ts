import { assert, assertEquals, assertThrows } from "@std/assert";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import type { Claim } from "../../../src/verify/prover/claim.ts";
import {
  type FiniteCheck,
  PAPER_EQUATIONS,
  type PaperEquation,
  type Statement,
  summarizePaper,
  verifyPaper,
} from "../../../src/verify/paper/paper.ts";
import { matrixClaim, rowClaim, softmaxOf } from "../../../src/verify/paper/formulas.ts";
import { jacobian, variables } from "../../../src/verify/paper/notation.ts";

const FINDINGS = verifyPaper({ seed: 1 });
const NUMBERS = Array.from({ length: 106 }, (_, i) => i + 1);

function numbersWhere(holds: (equation: PaperEquation) => boolean): number[] {
  return PAPER_EQUATIONS.filter(holds).map(({ number }) => number);
}

/** An equation of the table with other statements. */
function planted(number: number, changes: Partial<PaperEquation>): PaperEquation {
  return { ...PAPER_EQUATIONS[number - 1]!, ...changes };
}

Deno.test("PAPER_EQUATIONS holds (1) to (106), each once, in order", () => {
  assertEquals(numbersWhere(() => true), NUMBERS);
});

Deno.test("every entry of PAPER_EQUATIONS has a title, a text, a home and LaTeX that closes what it opens", () => {
  const count = (text: string, part: string) => text.split(part).length - 1;
  for (const { number, title, text, latex, home } of PAPER_EQUATIONS) {
    const name = `(${number})`;
    assert(title.length > 0 && text.length > 0 && latex.length > 0, name);
    assertEquals(count(latex, "{"), count(latex, "}"), name);
    assertEquals(count(latex, "\\begin{"), count(latex, "\\end{"), name);
    assertEquals(count(latex, "\\left"), count(latex, "\\right"), name);
    assert(/^[a-z_/]+\.ts [a-zA-Z]+$/.test(home), `${name}: ${home}`);
  }
});

Deno.test("every theorem of PAPER_EQUATIONS, and so all of (21) to (103) that derive, states a claim over any arithmetic", () => {
  const isClaim = (statement: Statement): statement is Claim => "sides" in statement;
  const without = numbersWhere(({ kind, statements }) =>
    kind === "theorem" && !statements.some(isClaim)
  );
  assertEquals(without, []);
  const derivations = NUMBERS.slice(20, 103);
  const definitions = [21, 24, 34, 36, 66, 67, 68, 69, 71, 73, 77, 78, 81, 88];
  assertEquals(
    numbersWhere(({ kind, number }) => kind !== "theorem" && derivations.includes(number)),
    definitions,
  );
  assertEquals(numbersWhere(({ statements }) => statements.length === 0), []);
});

for (const { equation, findings, misprints, withoutPrecondition, holds } of FINDINGS) {
  Deno.test(`(${equation.number}) ${equation.title}: all that is stated holds, all that is misprinted is refuted`, () => {
    for (const finding of findings) {
      assertEquals(
        finding.verdict,
        "cases" in finding ? "checked" : "proved",
        `${finding.subject}: ${JSON.stringify(finding)}`,
      );
      if ("log2FalsePass" in finding) assert(finding.log2FalsePass <= -80, finding.subject);
    }
    const wrong = [withoutPrecondition, ...misprints.map(({ finding }) => finding)];
    for (const finding of wrong) {
      if (finding === undefined) continue;
      assertEquals(finding.verdict, "refuted", finding.subject);
      assert(finding.counterexample !== undefined, finding.subject);
    }
    assert(holds);
  });
}

Deno.test("verifyPaper() refutes each slip and each damage that changes a formula", () => {
  const refuted = (origin: "paper" | "scan") =>
    FINDINGS.flatMap(({ equation, misprints }) =>
      misprints.flatMap(({ misprint, finding }) =>
        misprint.origin === origin && finding?.verdict === "refuted" ? [equation.number] : []
      )
    );
  assertEquals(refuted("paper"), [4, 15, 52, 54, 55, 61, 65, 75, 96]);
  assertEquals(refuted("scan"), [26, 44, 48, 78, 85, 87, 87, 88, 91, 95, 100]);
});

Deno.test("(32) is proved where targets sum to 1 and refuted without", () => {
  const { findings, withoutPrecondition } = FINDINGS[31]!;
  assertEquals(findings.map(({ verdict }) => verdict), ["proved"]);
  assertEquals(withoutPrecondition?.verdict, "refuted");
});

Deno.test("verifyPaper() refutes planted equations: signs, indices, factors, a missing case", () => {
  const wrong: readonly Statement[] = [
    rowClaim("∂aⱼ/∂zⱼ = aⱼ (1 + aⱼ)", (m) => {
      const z = variables(m, 2), j = jacobian(m, z, (d, moving) => softmaxOf(d, moving));
      return [softmaxOf(m, z).map((a) => m.mul(a, m.add(m.one, a))), j.map((row, k) => row[k]!)];
    }),
    matrixClaim("the Jacobian of softmax is diagonal", (m) => {
      const z = variables(m, 2), a = softmaxOf(m, z);
      return [
        a.map((aj, j) => a.map((_, k) => j === k ? m.mul(aj, m.sub(m.one, aj)) : m.zero)),
        jacobian(m, z, (d, moving) => softmaxOf(d, moving)),
      ];
    }),
    rowClaim(
      "the elements of softmax sum to 1.000001",
      (m) => [[sum(m, softmaxOf(m, variables(m, 2)))], [m.constant(1.000001)]],
    ),
    {
      subject: "all of three cases",
      cases: () => [["first", true], ["second", false], ["third", true]],
    } satisfies FiniteCheck,
  ];
  const equations = wrong.map((statement) => planted(27, { statements: [statement] }));
  const findings = verifyPaper({ equations });
  assertEquals(
    findings.map(({ findings: [finding] }) => finding!.verdict),
    wrong.map(() => "refuted"),
  );
  assertEquals(findings.map(({ holds }) => holds), wrong.map(() => false));
  assertEquals(summarizePaper(findings).holding, 0);
});

Deno.test("verifyPaper() does not take a right formula for a misprint, nor an idle precondition for one", () => {
  const { statements: [right] } = PAPER_EQUATIONS[26]!;
  const misprints = [{ origin: "paper", printed: "", note: "", statement: right! }] as const;
  const precondition = { text: "", without: right! };
  const findings = verifyPaper({
    equations: [planted(27, { misprints }), planted(27, { precondition })],
  });
  assertEquals(findings.map(({ holds }) => holds), [false, false]);
});

Deno.test("a claim between matrices of different shapes throws a TypeError", () => {
  const statement = matrixClaim("a row is a column", (m) => {
    const row = variables(m, 2);
    return [[row], row.map((entry) => [entry])];
  });
  assertThrows(
    () => verifyPaper({ equations: [planted(27, { statements: [statement] })] }),
    TypeError,
    "both sides must have the same shape",
  );
});

Deno.test("summarizePaper() counts 106 equations, all of them holding, the weakest proof below 2⁻⁸⁰", () => {
  const summary = summarizePaper(FINDINGS);
  assertEquals([summary.equations, summary.holding], [106, 106]);
  assertEquals(summary.definitions + summary.theorems + summary.prose, 106);
  assertEquals([summary.slipsRefuted, summary.damagesRefuted, summary.preconditions], [9, 11, 3]);
  assert(summary.log2FalsePass <= -80);
});
