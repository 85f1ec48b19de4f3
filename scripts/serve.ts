import {
  describeNetwork,
  executorNames,
  type HandlerOptions,
  loadModel,
  type Model,
  modelHandler,
  predict,
} from "../mod.ts";
import { printable } from "../src/core/support/describe.ts";
import {
  integerOf,
  main,
  nameOf,
  pathOf,
  positiveOf,
  UsageError,
  type Values,
} from "./support/command.ts";

const HELP = `
Serves a model over HTTP: rows or images in, predictions out, as JSON.

Usage: deno task serve MODEL [options]

  MODEL                a model, a network or a checkpoint: a file of any format
                       that the library reads

  --port N             the port; 0 takes a free one            [8000]
  --host NAME          the address to listen at; 0.0.0.0 is all [127.0.0.1]
  --executor NAME      ${executorNames().join(" or ")}; by default the first that runs it
  --max-body BYTES     the largest body of a request           [10485760]
  --max-rows N         the most examples of a request          [1000]
  --timeout SECONDS    the most time of a request              [10]
  --batch N            the most examples of a forward pass that
                       joins requests                          [64]
  --cors ORIGIN        lets pages of an origin use it; * for all
  --json               print one JSON object with the address
  -h, --help           show this help

POST /predict predicts, GET / and GET /openapi.json say what it takes, GET
/health says that it runs. Ctrl-C finishes what has begun, a second one does not.
`;

const OPTIONS = {
  "port": { type: "string", default: "8000" },
  "host": { type: "string", default: "127.0.0.1" },
  "executor": { type: "string" },
  "max-body": { type: "string", default: String(10 * 2 ** 20) },
  "max-rows": { type: "string", default: "1000" },
  "timeout": { type: "string", default: "10" },
  "batch": { type: "string", default: "64" },
  "cors": { type: "string" },
  "json": { type: "boolean", default: false },
} as const;

/** Serves as the flags say until a signal; resolves to the exit code. */
async function run(flags: Values<typeof OPTIONS>, operands: readonly string[]): Promise<number> {
  const [file, ...others] = operands;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`The argument must be one MODEL, but found ${operands.length}`);
  }
  const port = integerOf(flags.port, "port", 0);
  if (port > 65_535) throw new UsageError(`--port must be at most 65535, but found ${port}`);
  const options = {
    maxBody: integerOf(flags["max-body"], "max-body", 1),
    maxRows: integerOf(flags["max-rows"], "max-rows", 1),
    timeout: 1000 * positiveOf(flags.timeout, "timeout"),
    batch: integerOf(flags.batch, "batch", 1),
    ...(flags.cors !== undefined && { cors: flags.cors }),
    onError: (error: unknown) => console.error(`error: ${printable(String(error))}`),
  };
  const model = await loadModel(pathOf(file, "MODEL")).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  const executor = flags.executor === undefined
    ? await firstThatRuns(model)
    : nameOf(flags.executor, "executor", executorNames());
  const handler = handlerOf(model, { ...options, executor });
  if (!(await handler(new Request("http://localhost/health"))).ok) return 1;
  return await serve(handler, { port, hostname: flags.host }, (url) => {
    const network = describeNetwork(model.network);
    if (flags.json) console.log(JSON.stringify({ url, network, executor }));
    else console.error(`${printable(file)}, ${network} on ${executor}, at ${url}`);
  });
}

/** The handler of options that flags give. */
function handlerOf(model: Model, options: HandlerOptions): ReturnType<typeof modelHandler> {
  try {
    return modelHandler(model, options);
  } catch (error) {
    throw new UsageError(`--${(error as Error).message}`, { cause: error }); // of --cors
  }
}

/** The name of the first executor that computes the outputs of a model. */
async function firstThatRuns({ network }: Model): Promise<string> {
  const { inputs: columns } = network, zeros = new Float64Array(columns);
  for (const executor of executorNames()) {
    try {
      await predict(network, { rows: 1, columns, data: zeros }, { executor });
      return executor;
    } catch {
      // It has no compiled form of a layer, say.
    }
  }
  return "reference"; // which says why
}

/** Listens until a signal, and then finishes what has begun; resolves to the exit code. */
async function serve(
  handler: (request: Request) => Promise<Response>,
  at: { readonly port: number; readonly hostname: string },
  onListen: (url: string) => void,
): Promise<number> {
  const server = listening({
    ...at,
    onListen: ({ hostname, port }) => {
      const host = hostname.includes(":") ? `[${hostname}]` : hostname;
      onListen(`http://${host}:${port}/`);
    },
  }, handler);
  let code = 0;
  const stop = (signal: Deno.Signal, exitCode: number) => {
    const listener = () => {
      Deno.removeSignalListener(signal, listener); // so that a second one ends it at once
      code = exitCode;
      void server.shutdown();
    };
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  };
  const ends = Deno.build.os === "windows"
    ? [stop("SIGINT", 130)]
    : [stop("SIGINT", 130), stop("SIGTERM", 0)];
  await server.finished;
  for (const end of ends) end();
  return code;
}

function listening(
  options: Deno.ServeTcpOptions,
  handler: (request: Request) => Promise<Response>,
): Deno.HttpServer {
  try {
    return Deno.serve(options, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new UsageError(
      `The task may listen at 127.0.0.1, localhost, [::1], 0.0.0.0 and [::] alone, but found ` +
        `${options.hostname}; elsewhere: deno run -A scripts/serve.ts`,
    );
  }
}

if (import.meta.main) {
  await main("serve", { help: HELP, options: OPTIONS, operands: true, run });
}
