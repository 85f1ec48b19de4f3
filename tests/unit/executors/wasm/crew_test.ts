import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { i32 } from "../../../../src/executors/wasm/emitter/instructions.ts";
import { f64 } from "../../../../src/executors/wasm/emitter/instructions.ts";
import { ModuleBuilder } from "../../../../src/executors/wasm/emitter/module_builder.ts";
import { barrierOf } from "../../../../src/executors/wasm/programs/barrier.ts";
import { workersOfPlatform } from "../../../../src/executors/wasm/runtime/start_worker.ts";
import { type Crew, crewOf } from "../../../../src/executors/wasm/runtime/crew.ts";
import type { Modules } from "../../../../src/executors/wasm/runtime/team.ts";
import { leavingNoWorker } from "../../../support/workers.ts";

const PROGRESS = 64;

function crew(): Crew {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  return crewOf(memory, PROGRESS, workersOfPlatform());
}

/** A worker's modules, whose step waits for all others, but where it goes wrong first. */
function modulesOf(
  worker: number,
  goesWrong: { readonly in?: "prepare" | "step" } = {},
  workers = 2,
): Modules {
  const module = new ModuleBuilder();
  const barrier = barrierOf(PROGRESS, worker, workers);
  // Beyond all memory: such a load traps.
  const trap = i32.drop(i32.load({ base: i32.constant(-8), offset: 0 }));
  module.procedure("prepare", {}, (f) => {
    if (goesWrong.in === "prepare") f.do(trap);
    barrier(f);
  });
  module.function("step", { index: "i32" }, (f) => {
    if (goesWrong.in === "step") f.do(trap);
    barrier(f);
    return f64.constant(1);
  });
  return new Map([[1, module.bytes({ pages: 1, shared: true })]]);
}

const ONE_STEP = { from: 0, below: 1, rows: 1, last: 1 };

Deno.test("a team of a crew takes steps that wait for each other", async () => {
  const team = await crew().team([modulesOf(0), modulesOf(1)]);
  await team.prepare();
  assertEquals(await team.take({ ...ONE_STEP, below: 100 }), 100);
  team.close();
});

Deno.test("teams of a crew take turns, whatever their sizes, and share their workers", () =>
  leavingNoWorker(async () => {
    const all = crew();
    const sizes = [2, 3, 1];
    const teams = [];
    for (const size of sizes) {
      const modules = Array.from({ length: size }, (_, w) => modulesOf(w, {}, size));
      teams.push(await all.team(modules));
    }
    await teams[0]!.prepare();
    // Barriers count: each team must begin anew after another one.
    for (let turn = 0; turn < 12; turn++) {
      const team = teams[turn % 3]!;
      assertEquals(await team.take({ ...ONE_STEP, from: 3, below: 10 }), 7);
      assertEquals(team.workers(), sizes[turn % 3]);
    }
    all.close();
  }));

// As where more workers are tried: those at work are told of their new team between two assignments.
Deno.test("a team of a crew takes its steps while a larger one is being started", () =>
  leavingNoWorker(async () => {
    const all = crew();
    const sized = (size: number) => Array.from({ length: size }, (_, w) => modulesOf(w, {}, size));
    const two = await all.team(sized(2));
    await two.prepare();
    const starting = all.team(sized(3));
    assertEquals(await two.take({ ...ONE_STEP, below: 9 }), 9);
    const three = await starting;
    assertEquals(await three.take({ ...ONE_STEP, below: 7 }), 7);
    all.close();
  }));

Deno.test("a team of a crew goes on where a larger one cannot be started, which ends its workers", () =>
  leavingNoWorker(async () => {
    const all = crew();
    const sized = (size: number) => Array.from({ length: size }, (_, w) => modulesOf(w, {}, size));
    const two = await all.team(sized(2));
    const broken: Modules = new Map([[1, new Uint8Array([0, 1, 2, 3])]]);
    await assertRejects(() => all.team([...sized(3), broken]), Error, "died: ");
    await two.prepare();
    assertEquals(await two.take({ ...ONE_STEP, below: 9 }), 9);
    const three = await all.team(sized(3));
    assertEquals(await three.take({ ...ONE_STEP, below: 7 }), 7);
    all.close();
  }));

for (const worker of [0, 1]) {
  for (const stage of ["prepare", "step"] as const) {
    Deno.test(`a team of a crew rejects where worker ${worker} dies in ${stage}, though the other waits`, async () => {
      const modules = [0, 1].map((w) => modulesOf(w, w === worker ? { in: stage } : {}));
      const team = await crew().team(modules);
      await assertRejects(
        async () => {
          await team.prepare();
          await team.take(ONE_STEP);
        },
        Error,
        "A worker of the wasm executor died: ",
      );
      team.close(); // ends the one that waits for the dead
    });
  }
}

for (const ended of [0, 1]) {
  Deno.test(`a team of a crew rejects where worker ${ended} is terminated, though the other waits`, async () => {
    const started: Worker[] = [];
    const { Worker: Original } = globalThis;
    globalThis.Worker = class extends Original {
      constructor(...source: ConstructorParameters<typeof Worker>) {
        super(...source);
        started.push(this);
      }
    };
    try {
      const team = await crew().team([modulesOf(0), modulesOf(1)]);
      await team.prepare();
      // A worker that is busy goes on to the end of its steps, whoever terminates it.
      started[ended]!.terminate();
      for (let n = 0; n < 2; n++) {
        await assertRejects(
          async () => await team.take(ONE_STEP),
          Error,
          "died: it was terminated",
        );
      }
      team.close();
    } finally {
      globalThis.Worker = Original;
    }
  });
}

Deno.test("a team of a crew ends all workers where one does not take its module", async () => {
  const broken: Modules = new Map([[1, new Uint8Array([0, 1, 2, 3])]]);
  await leavingNoWorker(async () => {
    await assertRejects(
      () => crew().team([modulesOf(0), broken]),
      Error,
      "A worker of the wasm executor died: ",
    );
  });
});

Deno.test("workersOfPlatform() refuses pages that are not isolated and platforms without workers", () => {
  const platform = globalThis as unknown as Record<string, unknown>;
  const { Worker: worker, crossOriginIsolated: isolated, process: node } = platform;
  try {
    platform.crossOriginIsolated = false;
    assertThrows(workersOfPlatform, RangeError, "Cross-Origin-Opener-Policy: same-origin");
    platform.crossOriginIsolated = isolated;
    platform.Worker = undefined;
    platform.process = undefined;
    assertThrows(workersOfPlatform, RangeError, "workers must be 1 here");
  } finally {
    Object.assign(platform, { Worker: worker, crossOriginIsolated: isolated, process: node });
  }
});

Deno.test("workersOfPlatform() says why a worker may not have been started", async () => {
  const platform = globalThis as unknown as Record<string, unknown>;
  const { Worker: worker } = platform;
  // As a browser has it whose policy forbids workers from blobs: an event that is no ErrorEvent.
  platform.Worker = class {
    onerror: (event: Event) => void = () => {};
    postMessage(): void {
      queueMicrotask(() => this.onerror(new Event("error")));
    }
    terminate(): void {}
  };
  try {
    const { ask, end } = workersOfPlatform()("");
    await assertRejects(() => ask(0), Error, "died: it could not be started; a Content-Security");
    end();
  } finally {
    platform.Worker = worker;
  }
});

Deno.test("a thread of Node that ends without an error is told of, and rejects its orders if it is ended", async () => {
  const platform = globalThis as unknown as Record<string, unknown>;
  const { Worker: worker, process: node } = platform;
  let exit: ((code: number) => void) | undefined;
  class Thread {
    removeAllListeners(): void {
      exit = undefined;
    }
    on(event: string, listener: (code: number) => void): void {
      if (event === "exit") exit = listener;
    }
    postMessage(): void {}
    terminate(): void {
      exit?.(1);
    }
  }
  try {
    platform.Worker = undefined;
    platform.process = { getBuiltinModule: () => ({ Worker: Thread }) };
    const dying = workersOfPlatform()("");
    const answer = dying.ask(0);
    exit!(7);
    await assertRejects(() => answer, Error, "died: it ended with code 7");
    await assertRejects(() => dying.ask(0), Error, "died: it ended with code 7");
    const idle = workersOfPlatform()("");
    exit!(7);
    await assertRejects(() => idle.ask(0), Error, "died: it ended with code 7");
    const { ask, end } = workersOfPlatform()("");
    const order = ask(0);
    end();
    await assertRejects(() => order, Error, "its session was closed while it worked");
  } finally {
    Object.assign(platform, { Worker: worker, process: node });
  }
});
