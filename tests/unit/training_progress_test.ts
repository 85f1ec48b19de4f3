import { assert, assertEquals } from "@std/assert";
import { pace } from "../../scripts/support/pace.ts";
import { shownAsTrained } from "../../scripts/support/training_progress.ts";

/** A clock that is set. */
function clock() {
  const set = { time: 5000 };
  return { set, now: () => set.time };
}

Deno.test("pace() says nothing until it has measured without the warm-up", () => {
  const { set, now } = clock();
  const { at, perSecond } = pace(now);
  const seen: unknown[] = [];
  // 10 steps in the first half second, then one each millisecond.
  for (
    const [time, done] of [[2300, 1], [2500, 5], [2800, 11], [2900, 111], [3100, 311]] as const
  ) {
    set.time = time;
    at(done);
    seen.push(perSecond());
  }
  assertEquals(seen, [undefined, undefined, undefined, undefined, 1000]);
});

Deno.test("pace() follows the last seconds, however many notes there are", () => {
  const { set, now } = clock();
  const { at, perSecond } = pace(now);
  let done = 0;
  for (let n = 0; n < 100_000; n++) {
    set.time += 1;
    at(done += n < 50_000 ? 1 : 3);
  }
  // Notes are at most an eighth of a second apart from what the window is.
  assert(Math.abs(perSecond()! - 3000) < 1, `${perSecond()}`);
});

Deno.test("pace() measures what is slower than its window", () => {
  const { set, now } = clock();
  const { at, perSecond } = pace(now);
  for (const done of [1, 2, 3]) {
    at(done);
    set.time += 60_000;
  }
  assertEquals(perSecond(), 1 / 60);
});

Deno.test("shownAsTrained() shows no time left before it is known, and then the right one", () => {
  const { set, now } = clock();
  const details: (readonly string[])[] = [], lines: string[] = [];
  const shown = {
    update: (_fraction: number, _label: string, of: () => string | readonly string[]) =>
      void details.push([of()].flat()),
    line: (text: string) => void lines.push(text),
    clear: () => {},
  };
  const { options, end } = shownAsTrained(shown, { examples: 3200, epochs: 2 }, now);
  const steps = 1000;
  set.time += 3000; // compiling
  for (let step = 1; step <= steps; step++) {
    set.time += step <= 5 ? 100 : 2; // the first steps are slow
    options.onStep!({ epoch: 1, step, steps, cost: 2 - step / steps });
  }
  const [first] = details.filter((each) => each.some((text) => text.endsWith("left")));
  const at = details.indexOf(first!);
  for (const each of details.slice(0, at)) assertEquals(each.length, 2, `${each}`);
  // 2 ms a step: what is left of 2,000 steps then takes under 4 s, 1.6 s of it after the first epoch
  assert(at > 100 && at < 300, `${at}`);
  assertEquals(first![1], `${(2 * (2 * steps - at - 1) / 1000).toFixed(1)} s left`);
  assertEquals(details.at(-1)!.slice(1, 3), ["2.0 s left", "1,600 examples/s"]);
  assertEquals(details.at(-1)![3], "█▇▇▆▅▅▄▄▃▂▂▁");
  end();
  assertEquals(
    lines.at(-1)!.replace(/[▁-█]+/, (blocks) => `${blocks.length}`),
    "cost 40 between 1.002 and 1.998",
  );
});
