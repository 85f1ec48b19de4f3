import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readLayers, readPlan, writePlan } from "../../../page/draw/plan.ts";
import { FIRST, readQuestion, writeQuestion } from "../../../page/prove/question.ts";
import { readHash, writeHash } from "../../../page/shell/hash.ts";

const TEXT = fc.string({ unit: "binary", maxLength: 8 });
const NAMES = ["draw", "prove"] as const;

Deno.test("readHash() reads what writeHash() writes, whatever the parameters are", () => {
  fc.assert(fc.property(
    fc.constantFrom(...NAMES),
    fc.array(fc.tuple(TEXT, TEXT), { maxLength: 4 }),
    (name, pairs) => {
      const params = new URLSearchParams(pairs);
      const found = readHash(writeHash(name, params), NAMES);
      assertEquals([found.name, found.params.toString()], [name, params.toString()]);
    },
  ));
});

Deno.test("readHash() finds no tab in what is none, and nothing in what is too long", () => {
  for (
    const hash of [
      "",
      "#",
      "#Draw",
      "#draw/",
      "#constructor",
      "#?draw",
      `#draw?${"x".repeat(9000)}`,
    ]
  ) {
    assertEquals(readHash(hash, NAMES).name, undefined, hash.slice(0, 20));
  }
});

Deno.test("readPlan() reads what writePlan() writes, and takes the usual for all else", () => {
  const usual = readPlan(new URLSearchParams());
  const plan = { layers: [64, 3], activation: "relu", seed: 7, executor: "webgpu" as const };
  assertEquals(readPlan(writePlan(plan)), plan);
  assertEquals(readPlan(writePlan({ ...plan, layers: [] })).layers, []);
  assertEquals(writePlan(usual).size, 0);
  fc.assert(fc.property(
    fc.constantFrom("layers", "activation", "seed"),
    TEXT,
    (name, text) => {
      const { layers, activation, seed } = readPlan(new URLSearchParams({ [name]: text }));
      assertEquals(layers.length <= 4 && layers.every((units) => units >= 1 && units <= 256), true);
      assertEquals([typeof activation, Number.isSafeInteger(seed)], ["string", true]);
    },
  ));
});

Deno.test("readLayers() refuses too many, too large, and what is no number", () => {
  assertEquals(readLayers("32, 16"), [32, 16]);
  for (const text of ["0", "257", "1,2,3,4,5", "1,", "1e1", "-3", "٣", "NaN"]) {
    assertEquals(readLayers(text), undefined, text);
  }
});

Deno.test("readQuestion() reads what writeQuestion() writes, the first one if there is none", () => {
  const question = { formula: "(a − y)²&x=1", slope: "#%", isLoss: true, isRow: true };
  assertEquals(readQuestion(writeQuestion(question)), question);
  assertEquals(readQuestion(writeQuestion({ ...question, isRow: false })).isRow, false);
  assertEquals(readQuestion(new URLSearchParams({ slope: "1" })), FIRST);
  assertEquals(
    readQuestion(new URLSearchParams({ formula: "z".repeat(5000) })).formula.length,
    1000,
  );
});
