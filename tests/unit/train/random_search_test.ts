import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { dense, linear, matrix, network, sumOfSquaredErrors } from "../../../engine.ts";
import { DivergenceError, fit, randomSearch, type SearchRange, sgd } from "../../../train.ts";
import { seeds } from "../../support/arbitraries.ts";

const SPACE = {
  rate: { from: 1e-4, to: 1, log: true },
  width: { from: 4, to: 7, integer: true },
  batch: [16, 32, 64],
  dropout: { from: 0, to: 0.5 },
} as const;

Deno.test("randomSearch() sorts trials by what evaluate() returns, the same for a seed", async () => {
  const search = (seed: number, trials = 30) =>
    randomSearch({ space: SPACE, trials, seed, evaluate: ({ rate, width }) => rate * width });
  const trials = await search(3);
  const scores = trials.map(({ score }) => score!);
  assertEquals(scores, scores.toSorted((a, b) => a - b));
  assertEquals(trials.map(({ trial }) => trial).toSorted((a, b) => a - b), [
    ...Array(30).keys().map((i) => i + 1),
  ]);
  for (const { values, score } of trials) assertEquals(score, values.rate * values.width);
  assertEquals(await search(3), trials);
  assert((await search(4))[0]!.values.rate !== trials[0]!.values.rate);
  // More trials begin with the same ones.
  const few = await search(3, 7);
  assertEquals(few, trials.filter(({ trial }) => trial <= 7));
});

Deno.test("randomSearch() draws within ranges, all integers and choices, and factors alike", async () => {
  const trials = await randomSearch({ space: SPACE, trials: 400, evaluate: () => 0 });
  const of = (name: keyof typeof SPACE) => trials.map(({ values }) => values[name] as number);
  assert(of("rate").every((x) => x >= 1e-4 && x <= 1));
  assert(of("dropout").every((x) => x >= 0 && x <= 0.5));
  assertEquals([...new Set(of("width"))].toSorted(), [4, 5, 6, 7]);
  assertEquals(new Set(of("batch")), new Set([16, 32, 64]));
  const share = (numbers: number[], most: number) =>
    numbers.filter((x) => x < most).length / numbers.length;
  // Of 400 draws, the share below the middle has a deviation of 0.025: six of them.
  assert(Math.abs(share(of("rate"), 0.01) - 0.5) < 0.15);
  assert(Math.abs(share(of("dropout"), 0.25) - 0.5) < 0.15);
  assert(Math.abs(share(of("width"), 6) - 0.5) < 0.15);
  assertEquals(trials.map(({ trial }) => trial), [...Array(400).keys().map((i) => i + 1)]);
});

Deno.test("randomSearch() stays within any range, its ends included", async () => {
  const ends = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 3 }));
  await fc.assert(
    fc.asyncProperty(
      ends,
      fc.boolean(),
      fc.boolean(),
      seeds,
      async ([from, more], log, integer, seed) => {
        const x: SearchRange = { from, to: from + more, log, integer };
        const trials = await randomSearch({ space: { x }, trials: 5, seed, evaluate: () => 0 });
        for (const { values } of trials) {
          assert(values.x >= from && values.x <= from + more);
          assert(!integer || Number.isInteger(values.x));
        }
      },
    ),
  );
});

Deno.test("randomSearch() records trials that diverge, throw or return no number, behind all others", async () => {
  const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
  const line = { inputs: matrix([[1], [2]]), targets: matrix([[2], [3]]) };
  const order: number[] = [];
  const trials = await randomSearch({
    space: { kind: ["diverge", "throw", "NaN", "learn"] },
    trials: 40,
    seed: 1,
    evaluate: async ({ kind }) => {
      if (kind === "throw") throw new Error("no");
      if (kind === "NaN") return NaN;
      const { history } = await fit(net, line, {
        ...{ loss: sumOfSquaredErrors, epochs: 3, executor: "reference" },
        optimizer: sgd({ learningRate: kind === "diverge" ? 1e200 : 0.1 }),
      });
      return history.at(-1)!.cost;
    },
    onTrial: ({ trial }) => order.push(trial),
  });
  assertEquals(order, [...Array(40).keys().map((i) => i + 1)]);
  const wanted = {
    ...{ diverge: DivergenceError, throw: Error, NaN: RangeError },
  } as const;
  const learnt = trials.filter(({ values }) => values.kind === "learn").length;
  assert(learnt > 0 && learnt < 40);
  trials.forEach(({ values: { kind }, score, error }, i) => {
    assertEquals(score !== undefined, i < learnt);
    if (kind === "learn") return assertEquals(error, undefined);
    assert(error instanceof wanted[kind], kind);
  });
});

Deno.test("randomSearch() stops by its signal, and refuses what is no space", async () => {
  const stop = new AbortController();
  let tried = 0;
  const evaluate = () => {
    if (++tried === 3) stop.abort(new Error("enough"));
    return 0;
  };
  const plan = { space: SPACE, trials: 9, evaluate, signal: stop.signal };
  await assertRejects(() => randomSearch(plan), Error, "enough");
  assertEquals(tried, 3);
  for (
    const [space, message] of [
      [null, "space must be an object of ranges and choices"],
      [{ rate: [] }, "space.rate must have at least one choice, but found none"],
      [{ rate: { from: 0, to: 1, log: true } }, "space.rate must go from one number to another"],
      [{ rate: { from: 2, to: 1 } }, "that is not smaller, but found 2 and 1"],
      [{ width: { from: 1.5, to: 3, integer: true } }, "space.width must go from one integer to"],
      [{ rate: { from: 1, to: 2, scale: "log" } }, "space.rate has no option scale"],
      [{ rate: { from: 1, to: 2, log: "yes" } }, "space.rate.log must be true or false"],
      [{ rate: 3 }, "The options of space.rate must be an object"],
    ] as const
  ) {
    const options = { space, trials: 1, evaluate: () => 0 } as never;
    await assertRejects(() => randomSearch(options), Error, message);
  }
  const none = { space: {}, trials: 1 } as never;
  await assertRejects(() => randomSearch(none), TypeError, "evaluate must be a function");
});
