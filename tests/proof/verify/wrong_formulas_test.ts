import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  dense,
  elementwise,
  linear,
  loss,
  network,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { gradientDescent } from "../../../src/verify/claims/engine_claims.ts";
import { planOf } from "../../../src/verify/mutants/mutant.ts";
import { MUTANTS } from "../../../src/verify/mutants/mutants.ts";
import { wrongEntry, wrongSlope } from "../../../src/verify/claims/wrong_formulas.ts";

const onOutput = elementwise({
  ...tanh,
  name: "tanh′ of a",
  slope: (m, { a }) => m.sub(m.one, m.mul(m.tanh(a), m.tanh(a))),
});

Deno.test("verifyGradients() shows a wrong slope and the right one as formulas", () => {
  const verification = verifyGradients({ activations: [onOutput], losses: [] });
  assertEquals(verification.verdicts[0]!.formulas, {
    network: "tanh′ of a alone",
    where: "∂a/∂z",
    got: "1 − tanh(a)²",
    expected: "1 − tanh(z)²",
  });
  assertStringIncludes(
    verification.toString(),
    "∂a/∂z = 1 − tanh(a)², but should be 1 − tanh(z)²",
  );
});

Deno.test("verifyGradients() shows a lost factor 2/n on one unit, where n is 1", () => {
  const lost = loss({
    name: "lost",
    value: (m, { a, y }) => {
      const squares = a.map((aj, j) => m.mul(m.sub(aj, y[j]!), m.sub(aj, y[j]!)));
      return m.div(squares.reduce((sum, square) => m.add(sum, square)), m.constant(a.length));
    },
    gradient: (m, { a, y }) => a.map((aj, j) => m.sub(aj, y[j]!)),
  });
  const { verdicts } = verifyGradients({ activations: [linear], losses: [lost] });
  const refuted = verdicts.filter(({ verdict }) => verdict === "refuted");
  assertEquals(refuted.map(({ formulas }) => formulas), [
    { network: "lost alone", where: "∂L/∂a", got: "a − y", expected: "2·(a − y)" },
    {
      network: "1-1 linear, lost, batch of 1",
      where: "∂C/∂b¹₁",
      got: "a¹₁ − y",
      expected: "2·(a¹₁ − y)",
    },
  ]);
});

Deno.test("wrongEntry() grows the batch until a lost mean shows", () => {
  const { plan } = MUTANTS.find(({ name }) => name === "BP4 summed over the batch")!;
  const found = wrongEntry(plan, 0)!;
  assertStringIncludes(found.network, "batch of 2");
  assertEquals(found.where, "∂C/∂b¹₁");
});

Deno.test("wrongEntry() finds nothing in what is right, and leaves out steps", () => {
  assertEquals(wrongEntry(planOf(), 0), undefined);
  assertEquals(wrongEntry(planOf({ hidden: onOutput, step: gradientDescent }), 0), undefined);
});

Deno.test("wrongEntry() names the mask of dropout that a wrong equation leaves out", () => {
  const { plan } = MUTANTS.find(({ name }) => name === "BP2 without the mask of dropout")!;
  const { network, got, expected } = wrongEntry(plan, 0)!;
  assertStringIncludes(network, "dropout");
  assertStringIncludes(expected, "r²₁·"); // the second layer is that of dropout
  assert(!got.includes("r"), got);
});

Deno.test("verifyGradients() of a network with dropout proves it with masks", () => {
  const layers = [dense(3, onOutput, { dropout: 0.5 }), dense(2, linear)];
  const { verdicts } = verifyGradients({
    network: network({ inputs: 2, layers, seed: 1 }),
    losses: [sumOfSquaredErrors],
  });
  const { verdict, subject, formulas } = verdicts.at(-1)!;
  assertEquals(verdict, "refuted");
  assertStringIncludes(subject, "2-3 tanh′ of a-dropout 0.5-2 linear");
  // The smallest network that shows the slope to be wrong needs no dropout, which is a layer of its own.
  assertEquals(formulas!.network, "1-1 tanh′ of a-1 linear, sumOfSquaredErrors, batch of 1");
  const right = verifyGradients({
    network: network({ inputs: 2, layers: [dense(3, tanh, { dropout: 0.5 }), dense(2, linear)] }),
    losses: [sumOfSquaredErrors],
  }).verdicts.at(-1)!;
  assertStringIncludes(right.subject, "2-3 tanh-dropout 0.5-2 linear");
  assertEquals(right.verdict, "proved");
});

Deno.test("wrongSlope() leaves formulas alone that nobody could read", () => {
  const stairs = elementwise({
    name: "stairs",
    value: (m, z) => {
      return Array.from({ length: 61 }, (_, k) => m.sub(z, m.constant(k)))
        .reduce((sum, x) => m.add(sum, m.choose(x, x, m.zero)), z);
    },
    slope: (m) => m.one,
  });
  assertEquals(wrongSlope(stairs), undefined);
  assertEquals(wrongSlope(onOutput)?.got, "1 − tanh(a)²");
});
