import { fromFileUrl } from "@std/path";
import { lines } from "./contenders/serve.ts";
import type { Introduction, Outcome, Work } from "./work.ts";

/** A contender, and how it is started. */
export interface Entrant {
  /** Its name in tables. */
  readonly title: string;
  /** Its program in `contenders/`. */
  readonly program: string;
  /** The argument of its program. */
  readonly argument?: string;
  /** Whether it needs packages from npm, those of `packages.json`. */
  readonly packages?: boolean;
  /** Whether it calls native code. */
  readonly native?: boolean;
  /** Whether it starts processes of its own. */
  readonly launches?: boolean;
  /** Whether Node runs it, bundled. */
  readonly node?: boolean;
}

/** All contenders, by their names for `--contenders`. */
export const CONTENDERS = {
  "wasm": { title: "backproof, wasm", program: "backproof.ts", argument: "wasm" },
  "workers": {
    title: "backproof, wasm, 2 workers",
    program: "backproof.ts",
    argument: "workers",
  },
  "node": { title: "backproof, wasm in Node", program: "backproof.ts", node: true },
  "blas": { title: "backproof, blas", program: "backproof.ts", argument: "blas", native: true },
  "mpi": { title: "backproof, mpi, 2 processes", program: "mpi.ts", launches: true },
  "auto": { title: "backproof, wasm, auto workers", program: "backproof.ts", argument: "auto" },
  "webgpu": { title: "backproof, webgpu", program: "backproof.ts", argument: "webgpu" },
  "numpy": { title: "NumPy, hand-written", program: "numpy_mlp.py" },
  "torch": { title: "PyTorch, eager", program: "torch_mlp.py" },
  "jax": { title: "jax-js, wasm", program: "jax.ts", packages: true },
  "tfjs-wasm": {
    title: "TensorFlow.js, wasm",
    program: "tfjs.ts",
    argument: "wasm",
    packages: true,
  },
  "tfjs": { title: "TensorFlow.js, plain", program: "tfjs.ts", argument: "cpu", packages: true },
  "reference": { title: "backproof, reference", program: "backproof.ts", argument: "reference" },
  "dense": { title: "dense rows", program: "layouts.ts", argument: "dense" },
  "packed": { title: "packed rows", program: "layouts.ts", argument: "packed" },
} as const satisfies Record<string, Entrant>;

/** The name of a contender. */
export type ContenderName = keyof typeof CONTENDERS;

/** A contender that runs in a separate process. */
export interface Running extends Introduction {
  /** Does a work once; the first call prepares it. */
  readonly run: (work: Work) => Promise<Outcome>;
  readonly close: () => void;
}

export interface Starting {
  /** The Pythons to try, in this order. */
  readonly pythons: readonly string[];
  readonly node: string;
  /** Whether to show the standard error of contenders. */
  readonly verbose: boolean;
}

/** Starts a contender, or throws an `Error` that says why it is unavailable. */
export async function startContender(name: ContenderName, starting: Starting): Promise<Running> {
  const { program, argument, packages, native, launches, node }: Entrant = CONTENDERS[name];
  const file = fromFileUrl(new URL(`contenders/${program}`, import.meta.url));
  if (node) return await startBundled(file, starting);
  if (program.endsWith(".ts")) {
    const config = fromFileUrl(new URL("packages.json", import.meta.url));
    const source = packages ? ["--config", config, "--frozen"] : ["--no-config"];
    const flags = ["--quiet", "--no-prompt", "--no-check", ...source];
    const allowed = ["--allow-read", "--allow-env", "--allow-sys"];
    if (native) allowed.push("--allow-ffi");
    if (launches) allowed.push("--allow-run=mpirun");
    const args = ["run", ...flags, ...allowed, file, ...(argument ? [argument] : [])];
    return await startProcess(Deno.execPath(), args, starting);
  }
  const reasons: string[] = [];
  for (const python of starting.pythons) {
    try {
      return await startProcess(python, [file], starting);
    } catch (error) {
      reasons.push(`${python}: ${(error as Error).message}`);
    }
  }
  throw new Error(reasons.join("; "));
}

/** Starts a program in Node, which does not read TypeScript in all of its versions. */
async function startBundled(file: string, starting: Starting): Promise<Running> {
  const bundle = await Deno.makeTempFile({ suffix: ".mjs" });
  try {
    const args = ["bundle", "--quiet", "--no-config", `--output=${bundle}`, file];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr).trim().split("\n")[0]);
    return await startProcess(starting.node, [bundle], starting);
  } finally {
    await Deno.remove(bundle); // it has introduced itself, so it has been read
  }
}

async function startProcess(
  command: string,
  args: string[],
  { verbose }: Starting,
): Promise<Running> {
  const child = spawn(command, args, verbose);
  const stderr = verbose ? Promise.resolve("") : lastLineOf(child.stderr);
  const writer = child.stdin.getWriter();
  const answers = lines(child.stdout);
  const next = async <T>(): Promise<T> => {
    const { value, done } = await answers.next();
    if (done) throw new Error((await stderr) || "ended without an answer");
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  const close = () => void writer.close().catch(() => {});
  try {
    const { version } = await next<Introduction>();
    return {
      version,
      run: async (work) => {
        await writer.write(new TextEncoder().encode(`${JSON.stringify(work)}\n`));
        return await next<Outcome>();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function spawn(command: string, args: string[], verbose: boolean) {
  try {
    return new Deno.Command(command, {
      args,
      env: environment(),
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: verbose ? "inherit" : "piped",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error("not found");
    throw error;
  }
}

/** The environment of contenders: libraries use their default kernels, and one thread. */
function environment(): Record<string, string> {
  const tuning = /^(OPENBLAS|OMP|MKL|BLIS|NUMEXPR|GOTO)_/;
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !tuning.test(name));
  return {
    ...Object.fromEntries(inherited),
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    VECLIB_MAXIMUM_THREADS: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

async function lastLineOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let last = "";
  for await (const line of lines(stream)) if (line.trim() !== "") last = line.trim();
  return last;
}
