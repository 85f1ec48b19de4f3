import { assert, assertEquals } from "@std/assert";
import { type Settling, settling } from "../../../../src/executors/wasm/runtime/settling.ts";

/** Milliseconds a step of so many workers, after so many milliseconds. */
type Machine = (workers: number, now: number) => number;

/** Takes steps on a machine without noise: how long all took, and the turns. */
function simulate(policy: Settling, machine: Machine, steps: number) {
  const turns: { readonly workers: number; readonly from: number; readonly steps: number }[] = [];
  let now = 0, left = steps;
  while (left > 0) {
    const turn = policy.next(), count = Math.min(turn.steps, left);
    const milliseconds = count * machine(turn.workers, now);
    turns.push({ workers: turn.workers, from: now, steps: count });
    policy.took({ ...turn, steps: count }, milliseconds);
    now += milliseconds;
    left -= count;
  }
  return { time: now, turns, last: turns.at(-1)!.workers };
}

const ready = { areReady: () => true };

for (
  const [what, machine, best] of [
    ["one, where two are slower", (w) => [0, 1, 1.3, 0, 2][w]!, 1],
    ["one, beside a busy core", (w) => [0, 0.04, 0.4, 0, 4][w]!, 1],
    ["one, where two gain next to nothing", (w) => [0, 1, 0.99, 0, 1][w]!, 1],
    ["two, where four are slower", (w) => [0, 1, 0.6, 0, 0.8][w]!, 2],
    ["all, where each helps", (w) => 1 / w, 4],
    ["all, for steps of 50 ms", (w) => 50 / w, 4],
  ] as readonly (readonly [string, Machine, number])[]
) {
  Deno.test(`settling() settles on ${what}, within 3 % of one and 5 % of the best`, () => {
    const steps = Math.ceil(30_000 / machine(1, 0));
    const { time, last } = simulate(settling({ most: 4, steps, ...ready }), machine, steps);
    assertEquals(last, best);
    assert(time <= 1.03 * steps * machine(1, 0), `${time} ms, more than one`);
    assert(time <= 1.05 * steps * machine(best, 0), `${time} ms, more than the best`);
  });
}

Deno.test("settling() tries nothing in trainings too short for what a trial may cost", () => {
  const { turns } = simulate(settling({ most: 4, steps: 1_000, ...ready }), (w) => 1 / w, 1_000);
  assert(turns.every(({ workers }) => workers === 1));
  // Nobody knows how many steps come: what has passed counts.
  const policy = settling({ most: 2, ...ready });
  const blind = simulate(policy, (w) => 1 / w, 60_000).turns;
  assert(blind.filter(({ from }) => from < 2_000).every(({ workers }) => workers === 1));
  assertEquals(blind.at(-1)!.workers, 2);
});

Deno.test("settling() notices a core that becomes busy, within half a second, and when it is free", () => {
  const isBusy = (now: number) => now > 5_000 && now < 20_000;
  const machine: Machine = (w, now) => w === 1 ? 1 : isBusy(now) ? 1.8 : 0.55;
  const { turns } = simulate(settling({ most: 2, steps: 60_000, ...ready }), machine, 60_000);
  const workersAt = (time: number) => turns.findLast(({ from }) => from <= time)!.workers;
  assertEquals([4_900, 5_500, 19_900].map(workersAt), [2, 1, 1]);
  assertEquals(turns.at(-1)!.workers, 2);
  // Trials rest longer and longer: between 6 and 20 s there are at most five.
  const tried = turns.filter(({ from, workers }, i) => {
    return from > 6_000 && from < 20_000 && workers === 2 && turns[i - 1]!.workers === 1;
  });
  assert(tried.length >= 1 && tried.length <= 5, `${tried.length} trials`);
});

Deno.test("settling() works on while workers are started, and without those that cannot be", () => {
  let asked = 0;
  const late = settling({ most: 2, steps: 30_000, areReady: () => ++asked > 20 });
  const { turns, last } = simulate(late, (w) => 1 / w, 30_000);
  assertEquals(last, 2);
  assert(turns.findIndex(({ workers }) => workers === 2) >= 20);
  const refused = settling({ most: 8, steps: 30_000, areReady: () => undefined });
  const alone = simulate(refused, (w) => 1 / w, 30_000);
  assert(alone.turns.every(({ workers }) => workers === 1));
});
