import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { temporaryDirectory } from "../support/directory.ts";

/** The launchers to try; each starts processes of its own library. */
const LAUNCHERS: Readonly<
  Record<string, { readonly flags: readonly string[]; readonly counts: readonly number[] }>
> = {
  "mpirun.openmpi": {
    flags: ["--oversubscribe", "--bind-to", "none", "--allow-run-as-root"],
    counts: [1, 2, 3, 4],
  },
  // It spins where it waits: more processes than cores take minutes.
  "mpirun.mpich": { flags: [], counts: [2] },
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

for (const [launcher, { flags, counts }] of Object.entries(LAUNCHERS)) {
  Deno.test({
    name:
      `fit() by mpi() in ${counts} processes of ${launcher} is bit-identical to wasm (needs it)`,
    ignore: !await isInstalled(launcher),
    fn: async () => {
      const [command, ...args] = PROGRAM;
      const alone = await linesOf(command!, [...args, "wasm"]);
      assert(alone.length > 50, "every shape and every optimizer");
      for (const count of counts) {
        const together = await linesOf(launcher, [...flags, "-n", `${count}`, ...PROGRAM, "mpi"]);
        assertEquals(together, alone, `${count} processes`);
      }
    },
  });
}

const OPENMPI = "mpirun.openmpi";

Deno.test({
  name:
    `fit() by mpi() resumes with another number of processes to the same bits (needs ${OPENMPI})`,
  ignore: !await isInstalled(OPENMPI),
  fn: async () => {
    await using folder = await temporaryDirectory();
    const file = join(folder.path, "checkpoint"), { flags } = LAUNCHERS[OPENMPI]!;
    const run = (count: number, ...args: string[]) =>
      linesOf(OPENMPI, [...flags, "-n", `${count}`, ...RESUME, ...args]);
    const whole = await run(1, "whole");
    for (const [saving, resuming] of [[2, 3], [3, 1]] as const) {
      await run(saving, "save", file);
      assertEquals(await run(resuming, "resume", file), whole, `${saving}, then ${resuming}`);
    }
  },
});

Deno.test({
  name: `fit() by mpi() ends all processes whose arguments differ, and says how (needs ${OPENMPI})`,
  ignore: !await isInstalled(OPENMPI),
  fn: async () => {
    const args = [...LAUNCHERS[OPENMPI]!.flags, "-n", "2", ...RESUME, "differ"];
    const { code, stderr } = await new Deno.Command(OPENMPI, { args }).output();
    assert(code !== 0);
    const text = new TextDecoder().decode(stderr);
    assertStringIncludes(
      text,
      "but ranks 0 and 1 differ in the optimizer: start all with the same",
    );
  },
});
