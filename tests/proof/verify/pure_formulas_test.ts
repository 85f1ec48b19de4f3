import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type Activation,
  elementwise,
  type ElementwiseActivation,
  rowwise,
} from "../../../src/nn/activations/activation.ts";
import { proveActivation } from "../../../src/verify/ladder/formula_verdicts.ts";
import { watchingClocks } from "../../../src/verify/prover/clocks.ts";
import { twice } from "../../support/terms.ts";

// A formula is a function of its arguments alone: no clock, no chance, no memory, and none that it changes.

const SEED = 5;
/** Some day that no test sees. */
const LATE = 4_102_444_800_000;

function squareWith(slope: ElementwiseActivation["slope"]): Activation {
  return elementwise({ name: "square", value: (m, z) => m.mul(z, z), slope });
}

let calls = 0, scratch: unknown[] = [];

const impure: Readonly<Record<string, readonly [Activation, reason: string]>> = {
  "Date.now()": [
    squareWith((m, { z }) => Date.now() > LATE ? z : twice(m, z)),
    "slope of square: it reads the date",
  ],
  "new Date()": [
    squareWith((m, { z }) => new Date().getTime() > LATE ? z : twice(m, z)),
    "it reads the date",
  ],
  "performance.now()": [
    squareWith((m, { z }) => performance.now() > LATE ? z : twice(m, z)),
    "it reads performance;",
  ],
  "Math.random()": [
    squareWith((m, { z }) => Math.random() < 2 ** -40 ? z : twice(m, z)),
    "it reads Math.random()",
  ],
  "crypto.getRandomValues()": [
    squareWith((m, { z }) => {
      const [drawn] = crypto.getRandomValues(new Uint32Array(1));
      return drawn === 7 ? z : twice(m, z);
    }),
    "it reads crypto;",
  ],
  "a counter that waits for long": [
    squareWith((m, { z }) => ++calls > 300_000 ? z : twice(m, z)),
    "but its operations give",
  ],
  "what Math computes in its source": [
    squareWith((m, { z }) => (z as unknown) === Math.sin(1) ? m.zero : twice(m, z)),
    "but its operations give",
  ],
  "one array for all results": [
    rowwise({
      name: "scratch",
      value: <T>(_: unknown, z: readonly T[]) => {
        scratch.length = z.length;
        z.forEach((x, i) => scratch[i] = x);
        return scratch as T[];
      },
      pullback: (_, __, e) => [...e],
    }),
    "value of scratch: it returns the same array each time",
  ],
};

for (const [what, [activation, reason]] of Object.entries(impure)) {
  Deno.test(`a formula that depends on ${what} is undecided, and the reason says so`, () => {
    const [found] = proveActivation(activation, SEED);
    assertEquals(found!.verdict, "undecided");
    assertStringIncludes(found!.reason!, reason);
  });
}

Deno.test("a slope that is a getter is read as often as it is used", () => {
  let reads = 0;
  const changing = { ...squareWith((m, { z }) => twice(m, z)) };
  const { slope } = changing as ElementwiseActivation;
  const other: ElementwiseActivation["slope"] = (_, { z }) => z;
  const get = () => ++reads > 200 ? other : slope;
  Object.defineProperty(changing, "slope", { get, enumerable: true });
  assert(proveActivation(changing, SEED).some(({ verdict }) => verdict !== "proved"));
});

Deno.test("a formula that sorts its argument in place fails, and the error says so", () => {
  scratch = [];
  const sorted = rowwise({
    name: "sorted",
    value: (_, z) => (z as (typeof z[number])[]).reverse(),
    pullback: (_, __, e) => [...e].reverse(),
  });
  const error = assertThrows(() => proveActivation(sorted, SEED), TypeError);
  assertStringIncludes((error as Error).message, "The value of sorted failed over numbers");
});

Deno.test("watchingClocks() restores what it watches, also after an error, and passes on what is read", () => {
  const before = [Date, Math.random, performance.now, crypto.getRandomValues];
  const [[now, date], read] = watchingClocks(() => [Date.now(), new Date()] as const);
  assert(now > 1e12 && date instanceof Date && Math.abs(date.getTime() - now) < 1e6);
  assertEquals(read, "the date");
  assertEquals(watchingClocks(() => 1), [1, undefined]);
  assertThrows(
    () =>
      watchingClocks(() => {
        throw new RangeError("stop");
      }),
    RangeError,
  );
  assertEquals([Date, Math.random, performance.now, crypto.getRandomValues], before);
});
