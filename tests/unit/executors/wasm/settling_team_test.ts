import { assert, assertEquals } from "@std/assert";
import { settlingTeam } from "../../../../src/executors/wasm/runtime/settling_team.ts";
import type { Assignment, Team } from "../../../../src/executors/wasm/runtime/team.ts";

/** A team that notes what it takes, and is `slow` times as long at a step as it must be. */
function noting(workers: number, taken: Assignment[], failsAt = Infinity): Team {
  return {
    prepare: () => {},
    take: (assignment) => {
      taken.push(assignment);
      const end = performance.now() + (assignment.below - assignment.from) / workers;
      while (performance.now() < end);
      return Math.min(assignment.below, failsAt) - assignment.from;
    },
    workers: () => workers,
    close: () => {},
  };
}

Deno.test("settlingTeam() takes every step once, in order, the last one with its own rows", async () => {
  const taken: Assignment[] = [];
  const team = settlingTeam({
    ...{ most: 2, steps: 1e6, first: noting(1, taken), close: () => {} },
    open: (workers) => Promise.resolve(noting(workers, taken)),
  });
  const sizes = [100, 1, 250];
  for (const below of sizes) {
    taken.length = 0;
    assertEquals(await team.take({ from: 0, below, rows: 32, last: 5 }), below);
    let at = 0;
    for (const { from, below: end, rows, last } of taken) {
      assertEquals([from, rows, last], [at, 32, end === below ? 5 : 32]);
      at = end;
    }
    assertEquals(at, below);
  }
});

Deno.test("settlingTeam() stops at a step that fails, wherever it is", async () => {
  const taken: Assignment[] = [];
  const plan = { most: 1, close: () => {}, open: () => Promise.reject(new Error("not asked for")) };
  const team = settlingTeam({ ...plan, first: noting(1, taken, 30) });
  assertEquals(await team.take({ from: 0, below: 100, rows: 1, last: 1 }), 30);
  assert(taken.at(-1)!.below >= 30);
});

Deno.test("settlingTeam() goes on alone where workers cannot be started, and ends late ones", async () => {
  let closed = 0;
  const plan = { most: 2, steps: 1e6, close: () => void closed++ };
  const alone = settlingTeam({
    ...{ ...plan, first: noting(1, []) },
    open: () => Promise.reject(new Error("a policy forbids it")),
  });
  assertEquals(await alone.take({ from: 0, below: 200, rows: 1, last: 1 }), 200);
  assertEquals(alone.workers(), 1);
  // Closed while workers are being started: they are ended once they are there.
  let started: (team: Team) => void = () => {};
  const late = settlingTeam({
    ...{ ...plan, first: noting(1, []) },
    open: () => new Promise((resolve) => void (started = resolve)),
  });
  await late.take({ from: 0, below: 200, rows: 1, last: 1 });
  late.close();
  const before = closed;
  started(noting(2, []));
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals([before, closed], [1, 2]);
});
