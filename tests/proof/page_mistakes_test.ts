import { assertEquals } from "@std/assert";
import { proveFormula } from "../../verify.ts";
import { MISTAKES } from "../../page/prove/mistakes.ts";

Deno.test("MISTAKES are ten, and each is refuted at a place", () => {
  assertEquals(MISTAKES.length, 10);
  for (const { title, formula, slope, isLoss = false, isRow = false } of MISTAKES) {
    const proof = proveFormula(formula, { slope, loss: isLoss, row: isRow, seed: 1 });
    assertEquals([proof.verdict, proof.counterexample === undefined], ["refuted", false], title);
  }
});
