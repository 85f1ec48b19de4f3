import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import type { Checkpoint } from "../../train.ts";
import { deriveKey, randomKey, uniformAt } from "../../src/core/random/random.ts";
import { bitsOf } from "../support/bits.ts";
import { EVERY, existing, trainFrom } from "../support/killed_training.ts";
import { MAY_RUN, withFolder } from "../support/run_script.ts";

const KILLS = 50, SEED = 11;
/**
 * How many lines a process may write before it is killed: those of the steps before three checkpoints,
 * and of what is done to save them.
 */
const MOST_LINES = 3 * (EVERY + 7);
/** Every so many kills the process goes on meanwhile, so that it ends wherever it just is. */
const RUNNING = 5;

Deno.test({
  name:
    "fit() killed by SIGKILL 50 times loses nothing but the unfinished interval (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = join(folder, "run");
      for (let kill = 0; kill < KILLS; kill++) {
        const draw = uniformAt(deriveKey(randomKey(SEED), kill), 0);
        const lines = 1 + Math.floor(draw * MOST_LINES);
        const told = await killedAfter(
          path,
          lines,
          kill % RUNNING === 0 ? lines + EVERY : lines - 1,
        );
        const steps = lastOf(told, "step"), saved = lastOf(told, "saved");
        const kept = (await existing(path))?.taken ?? 0;
        const context = `kill ${kill}, kept ${kept} of ${told.slice(-3).join(", ")}`;
        assert(kept >= saved && kept % EVERY === 0, context);
        assert(steps - kept <= EVERY, context);
      }
      const killed = await existing(path);
      let uninterrupted: Checkpoint | undefined, resumed: Checkpoint | undefined;
      await trainFrom(killed, {
        checkpoint: { every: "epoch", save: (checkpoint) => void (resumed = checkpoint) },
      });
      await trainFrom(undefined, {
        checkpoint: { every: "epoch", save: (checkpoint) => void (uninterrupted = checkpoint) },
      });
      assert(killed!.taken < resumed!.taken, "it was killed before its end");
      assertEquals(bitsWithoutTime(resumed!), bitsWithoutTime(uninterrupted!));
    }),
});

/**
 * Starts a training, and kills it as soon as it has written so many lines.
 *
 * @param path The file of its checkpoints.
 * @param lines How many lines.
 * @param allowed After how many lines it need not wait: one less holds it at the last.
 * @returns All that it wrote.
 */
async function killedAfter(path: string, lines: number, allowed: number): Promise<string[]> {
  const script = fromFileUrl(new URL("../support/killed_training.ts", import.meta.url));
  const process = new Deno.Command("deno", {
    args: ["run", "--quiet", "--no-check", "--allow-read", "--allow-write", script, path],
    env: { DENO_NO_PROMPT: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new Uint8Array(allowed));
  const told: string[] = [];
  let alive = true, rest = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    told.push(...parts);
    if (alive && told.length >= lines) {
      alive = false;
      process.kill("SIGKILL");
    }
  }
  const { signal } = await process.status;
  await writer.close().catch(() => {}); // nobody reads it any more
  assertEquals(signal, "SIGKILL", told.join(", "));
  return told;
}

/** The number in the last line of a kind, 0 if there is none. */
function lastOf(told: readonly string[], kind: string): number {
  return Number(told.findLast((line) => line.startsWith(`${kind} `))?.split(" ")[1] ?? 0);
}

function bitsWithoutTime({ seconds: _, history, ...rest }: Checkpoint): string {
  return bitsOf([rest, history.map(({ seconds: _, ...record }) => record)]);
}
