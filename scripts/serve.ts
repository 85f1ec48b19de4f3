import {
  describeNetwork,
  executorNames,
  type HandlerOptions,
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
import { modelNamed } from "./support/models.ts";

const HELP = `
Serves a model over HTTP: rows or images in, predictions out, as JSON.

Usage: deno task serve MODEL [options]

  MODEL                a model, a network or a checkpoint: a file of any format
                       that the library reads

  --port N             the port; 0 takes a free one            [8000]
  --host NAME          the address to listen at; 0.0.0.0 is all [127.0.0.1]
  --executor NAME      ${executorNames().join(" or ")}
                                                    [the first that runs it]
  --max-body BYTES     the largest body of a request           [10485760]
  --max-rows N         the most examples of a request          [1000]
  --timeout SECONDS    the most time of a request              [10]
  --batch N            the most examples of a forward pass that
                       joins requests                          [64]
  --cors ORIGIN        lets pages of an origin use it; * for all
  --json               print one JSON object with the address
  -h, --help           show this help

POST /predict predicts, GET / and GET /openapi.json say what it takes, GET
/health says that it runs. Ctrl-C finishes what has begun; a second one ends at
once.
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
  const model = await modelNamed(file, pathOf(file, "MODEL"));
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
function handlerOf(model: Model, options: HandlerOptions): Handler {
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
  handler: Handler,
  at: { readonly port: number; readonly hostname: string },
  onListen: (url: string) => void,
): Promise<number> {
  const { answer, drained } = draining(handler);
  const server = listening({
    ...at,
    onListen: ({ hostname, port }) => {
      const host = hostname.includes(":") ? `[${hostname}]` : hostname;
      onListen(`http://${host}:${port}/`);
    },
  }, answer);
  const { promise: signalled, resolve } = Promise.withResolvers<number>();
  const codes: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
    ? [["SIGINT", 130]]
    : [["SIGINT", 130], ["SIGTERM", 0]];
  const listeners = codes.map(([signal, code]) => {
    const listener = () => resolve(code);
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  const code = await signalled;
  for (const remove of listeners) remove(); // so that a second one ends it at once
  await drained();
  await server.shutdown();
  return code;
}

type Handler = (request: Request) => Promise<Response>;

/**
 * A handler that can be emptied: then it refuses what is new, and waits for what has begun.
 *
 * `shutdown()` of the server alone breaks off the bodies that are being read.
 */
function draining(
  handler: Handler,
): { readonly answer: Handler; readonly drained: () => Promise<void> } {
  const { promise: empty, resolve } = Promise.withResolvers<void>();
  let begun = 0, ending = false;
  return {
    answer: async (request) => {
      if (ending) {
        const headers = { connection: "close" };
        return Response.json({ error: "The server is stopping" }, { status: 503, headers });
      }
      begun++;
      try {
        return await handler(request);
      } finally {
        if (--begun === 0 && ending) resolve();
      }
    },
    drained: () => {
      ending = true;
      return begun === 0 ? Promise.resolve() : empty;
    },
  };
}

function listening(
  options: Deno.ServeTcpOptions,
  handler: Handler,
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
