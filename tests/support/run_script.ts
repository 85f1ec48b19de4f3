import { fromFileUrl } from "@std/path";

/** What a script printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a test may start Deno and use files; plain `deno test` may not, and skips. */
export const MAY_RUN = ([
  { name: "run", command: "deno" },
  { name: "read" },
  { name: "write" },
] as const).every((permission) => Deno.permissions.querySync(permission).state === "granted");

const FOLDER = new URL("../../", import.meta.url);

/**
 * Runs a task of the project in a process of its own, with the permissions it gives.
 *
 * @param task The name of the task that runs the script.
 * @param args Its arguments.
 * @param env Variables of the environment, beside those of the caller.
 */
export async function runTask(
  task: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", task, ...args],
    cwd: fromFileUrl(FOLDER),
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1", ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Calls, and catches what is printed meanwhile. */
export async function printed<Result>(
  call: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly stdout: string; readonly stderr: string }> {
  const { log, error } = console;
  let stdout = "", stderr = "";
  console.log = (text: string) => void (stdout += `${text}\n`);
  console.error = (text: string) => void (stderr += `${text}\n`);
  try {
    const result = await call();
    return { result, stdout, stderr };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** Calls with the path of an empty folder, and removes it afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
