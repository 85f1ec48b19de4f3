import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { killRanks, LAUNCHER } from "../../scripts/support/faults/ranks.ts";
import { temporaryDirectory } from "../support/directory.ts";

/**
 * The launchers to try; each starts processes of its own library, as many, and these take every so many of
 * the trainings.
 */
const LAUNCHERS: Readonly<
  Record<
    string,
    {
      readonly flags: readonly string[];
      readonly counts: readonly (readonly [processes: number, every: number])[];
    }
  >
> = {
  // Three divide neither batches nor columns.
  [LAUNCHER.command]: { flags: LAUNCHER.flags, counts: [[1, 7], [2, 3], [3, 1], [4, 5]] },
  // It spins where it waits: more processes than cores take minutes.
  "mpirun.mpich": { flags: [], counts: [[2, 2]] },
};
const SCRIPT = fromFileUrl(new URL("../support/mpi_trainings.ts", import.meta.url));
const PROGRAM = ["deno", "run", "--quiet", "--no-check", "--allow-ffi", SCRIPT];

const RESUME = [
  ...PROGRAM.slice(0, -1),
  ...["--allow-read", "--allow-write"],
  fromFileUrl(new URL("../support/mpi_resume.ts", import.meta.url)),
];

async function linesOf(command: string, args: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  const text = new TextDecoder();
  assertEquals(code, 0, text.decode(stderr));
  return text.decode(stdout).trim().split("\n");
}

const mayRun = (command: string) =>
  Deno.permissions.querySync({ name: "run", command }).state === "granted";

async function isInstalled(launcher: string): Promise<boolean> {
  if (!mayRun(launcher) || !mayRun("deno")) return false;
  return await new Deno.Command(launcher, { args: ["--version"] }).output().then(
    ({ success }) => success,
    () => false,
  );
}

let alone: Promise<readonly string[]> | undefined;

for (const [launcher, { flags, counts }] of Object.entries(LAUNCHERS)) {
  const processes = counts.map(([count]) => count);
  Deno.test({
    name:
      `fit() by mpi() in ${processes} processes of ${launcher} is bit-identical to wasm, reads shares of stored data and sends what is predicted (needs it)`,
    ignore: !await isInstalled(launcher),
    fn: async () => {
      const [command, ...args] = PROGRAM;
      const all = await (alone ??= linesOf(command!, [...args, "wasm"]));
      assert(all.length > 50, "every shape and every optimizer");
      for (const [count, every] of counts) {
        const of = [...PROGRAM, "mpi", `${every}`];
        const together = await linesOf(launcher, [...flags, "-n", `${count}`, ...of]);
        const wanted = all.filter((_, i) => i % every === 0 || i === all.length - 1);
        assertEquals(together, wanted, `${count} processes`);
      }
    },
  });
}

const OPENMPI = LAUNCHER.command;

Deno.test({
  name:
    `fit() by mpi() resumes with another number of processes to the same bits, without a warning (needs ${OPENMPI})`,
  ignore: !await isInstalled(OPENMPI),
  fn: async () => {
    await using folder = await temporaryDirectory();
    const file = join(folder.path, "checkpoint"), { flags } = LAUNCHERS[OPENMPI]!;
    const run = async (count: number, ...args: string[]) => {
      const lines = await linesOf(OPENMPI, [...flags, "-n", `${count}`, ...RESUME, ...args]);
      return lines.filter((line) => !line.startsWith("rank "));
    };
    const whole = await run(1, "whole");
    await run(2, "save", file);
    assertEquals(await run(3, "resume", file), whole);
  },
});

Deno.test({
  name:
    `fit() by mpi() of which a process is killed resumes with another number of them to the same bits (needs ${OPENMPI}, kill)`,
  ignore: !await isInstalled(OPENMPI) || !mayRun("kill"),
  fn: async () => {
    await using folder = await temporaryDirectory();
    const kill = async (id: number) => {
      const args = ["-KILL", `${id}`];
      const { success } = await new Deno.Command("kill", { args, stderr: "null" }).output();
      if (!success) throw new Error(`Process ${id} could not be killed`);
    };
    const { path } = folder;
    const { kills, failed, different } = await killRanks(path, { kills: 2, seed: 1, kill });
    assertEquals({ kills, failed, different }, { kills: 2, failed: 0, different: 0 });
  },
});

Deno.test({
  name:
    `train --mpi trains as one process does; the first of them alone prints and writes (needs ${OPENMPI})`,
  ignore: !await isInstalled(OPENMPI),
  fn: async () => {
    await using folder = await temporaryDirectory();
    const QUICK = ["--dataset", "strokes", "--epochs", "1", "--layers", "16:tanh", "--json"];
    const { flags } = LAUNCHERS[OPENMPI]!;
    const task = ["deno", "task", "--quiet", "train"];
    const env = { INIT_CWD: folder.path, NO_COLOR: "1", DENO_NO_PROMPT: "1" };
    const cwd = fromFileUrl(new URL("../../", import.meta.url)), text = new TextDecoder();
    const run = async (...args: string[]) => {
      const [command, ...rest] = args;
      const { code, stdout, stderr } = await new Deno.Command(command!, { args: rest, cwd, env })
        .output();
      return { code, out: text.decode(stdout), err: text.decode(stderr) };
    };
    const together = (...args: string[]) =>
      run(OPENMPI, ...flags, "-n", "2", ...task, "--mpi", ...args);
    const files = ["--save", "m.json", "--checkpoint", "c"];
    const { code, out, err } = await together(...QUICK, ...files);
    assertEquals(code, 0, err);
    assertEquals(err.match(/gradients: |training: |saved: /g)?.length, 4, err);
    const result = JSON.parse(out); // of one object
    assertEquals(result.executor, "mpi");
    const names = Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
    assertEquals(names.sort(), ["c", "m.json"]);

    // Alone, without a launcher and its library, and resuming what two have done.
    const alone = await run(...task, "--mpi", ...QUICK, "--checkpoint", "c", "--resume");
    assertEquals(JSON.parse(alone.out).digest, result.digest, alone.err);
    const { digest } = JSON.parse((await run(...task, ...QUICK)).out);
    assertEquals(result.digest, digest);

    const wrong = await together("--epochs", "0");
    assert(wrong.code !== 0);
    assertEquals(wrong.err.match(/^error: --epochs must be/gm)?.length, 1, wrong.err);
  },
});

Deno.test({
  name:
    `fit() by mpi() ends all processes whose arguments differ, or that train twice at once, and says how (needs ${OPENMPI})`,
  ignore: !await isInstalled(OPENMPI),
  fn: async () => {
    const { flags } = LAUNCHERS[OPENMPI]!;
    for (const what of ["optimizer", "seed", "epochs", "twice"]) {
      const args = [...flags, "-n", "2", ...RESUME, what];
      const { code, stderr } = await new Deno.Command(OPENMPI, { args }).output();
      assert(code !== 0, what);
      const text = new TextDecoder().decode(stderr);
      const wanted = what === "twice" ? "one network at a time" : `differ in the ${what}`;
      assertStringIncludes(text, wanted);
    }
  },
});
