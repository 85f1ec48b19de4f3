import { assert, assertEquals } from "@std/assert";
import { byEntries } from "../../../src/core/matrix/matrix.ts";
import { DENSE_EQUATIONS, denseBackward } from "../../../src/nn/layers/dense.ts";
import { proveEngine } from "../../../src/verify/claims/prove_engine.ts";
import { passesGradcheck } from "../../../src/verify/mutants/gradcheck.ts";
import { mutationReport, summarizeMutations } from "../../../src/verify/mutants/mutation_report.ts";
import { activationParts, lossParts, planOf } from "../../../src/verify/mutants/mutant.ts";
import { MUTANTS } from "../../../src/verify/mutants/mutants.ts";
import { RIGHT_ACTIVATIONS } from "../../../src/verify/mutants/right_activations.ts";
import { rightLosses } from "../../../src/verify/mutants/right_losses.ts";
import { rightRewrites } from "../../../src/verify/mutants/right_rewrites.ts";
import { prove } from "../../../src/verify/prover/prove.ts";
import { checkContinuity } from "../../../src/verify/discontinuities/check_continuity.ts";

const rows = mutationReport();

for (const { name, formula, engine, keepsConvention } of rows) {
  if (keepsConvention === undefined) {
    Deno.test(`prove() refutes a planted error: ${name}`, () => {
      assertEquals(engine, "refuted");
      assert(formula === undefined || formula === "refuted", formula);
    });
  } else {
    Deno.test(`prove() accepts what is wrong at a kink alone, and its value there tells: ${name}`, () => {
      assertEquals([formula, engine, keepsConvention], ["proved", "proved", false]);
    });
  }
}

const right = [
  ...rightRewrites(),
  ...RIGHT_ACTIVATIONS.map((of) => ({ name: of.name, ...activationParts(of) })),
  ...rightLosses().map(({ loss, output }) => ({ name: loss.name, ...lossParts(loss, output) })),
];
for (const { name, plan, formula } of right) {
  Deno.test(`prove() accepts gradients that are right: ${name}`, () => {
    const findings = [...(formula ? [prove(formula, { seed: 0 })] : []), proveEngine(plan, 0)];
    for (const { verdict, reason } of findings) assertEquals(verdict, "proved", reason);
  });
}

Deno.test("prove() names a factor where all regions have one, and none where they have several", () => {
  const factorOf = (name: string) =>
    prove(MUTANTS.find((of) => of.name === name)!.formula!, { seed: 0 }).factor;
  assertEquals(factorOf("(z³ / 10)′ with 0.3 typed as 0.33"), "11/10");
  assertEquals(factorOf("leaky ReLU′ with its slopes swapped"), undefined); // 1/100 and 100
});

Deno.test("RIGHT_ACTIVATIONS bend at their kinks alone", () => {
  for (const activation of RIGHT_ACTIVATIONS) {
    for (const { verdict, subject } of checkContinuity(activation, 0)) {
      assertEquals(verdict, "proved", subject);
    }
  }
});

Deno.test("MUTANTS and rightRewrites() are as many as promised, and no two have one name", () => {
  const { mutants, conventions } = summarizeMutations(rows);
  assert(mutants >= 40 && conventions >= 1 && rightRewrites().length >= 10);
  const names = [...MUTANTS, ...rightRewrites()].map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  assert(MUTANTS.every(({ source }) => source !== ""));
});

Deno.test("mutationReport() finds these to pass PyTorch's tolerances on ten networks", () => {
  const slipped = rows.filter(({ passesGradcheck }) => passesGradcheck).map(({ name }) => name);
  assertEquals(slipped, [
    "GELU′ with √(2/π) typed to four digits",
    "SELU′ with its constants typed to four digits",
    "tanh′ off in the sixth digit",
    "tanh′ off in the ninth digit",
    "ReLU′(0) as 1",
    "ReLU′(0) as ½",
    "leaky ReLU′(0) as 1",
    "ELU′(0) as 1 where α is not 1",
    "hard sigmoid′ at 3 as 1/6",
    "|z|′ at 0 as −1",
    "an ε left in the denominator of cross-entropy",
    "the slope of an L1 penalty at 0 as λ",
    "BP3 off in the ninth digit",
  ]);
});

Deno.test("mutationReport() lets rewrites live that are right", () => {
  const mutants = rightRewrites().map((rewrite) => ({ ...rewrite, source: "none" }));
  const table = mutationReport({ mutants });
  assertEquals(table.filter(({ killed }) => killed), []);
  assert(table.every(({ passesGradcheck }) => passesGradcheck));
  assertEquals(summarizeMutations(table).killed, 0);
});

Deno.test("mutationReport() lets a convention live that is kept", () => {
  const mutants = MUTANTS.flatMap(({ convention, ...mutant }) =>
    convention ? [{ ...mutant, convention: { ...convention, used: convention.documented } }] : []
  );
  const table = mutationReport({ mutants });
  assert(table.every(({ killed, keepsConvention }) => !killed && keepsConvention));
  assertEquals(summarizeMutations(table).conventionsKilled, 0);
});

Deno.test("passesGradcheck() refuses what is off by 1e-2 of itself, and accepts 5e-4", () => {
  const off = (factor: number) =>
    planOf({
      equations: {
        kinds: {
          dense: denseBackward({
            weightGradient: (m, errors, inputs) => {
              const right = DENSE_EQUATIONS.weightGradient(m, errors, inputs);
              return byEntries(m, right, (i) => m.mul(m.constant(factor), right.data[i]!));
            },
          }),
        },
      },
    });
  for (let seed = 0; seed < 10; seed++) {
    assert(!passesGradcheck(off(1.01), seed));
    assert(passesGradcheck(off(1.0005), seed));
  }
});
