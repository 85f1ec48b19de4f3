import { gzip } from "./idx.ts";
import type { MnistBytes } from "./mnist.ts";

/** A server on this machine, for one test. */
export interface Mirror extends AsyncDisposable {
  /** Its address, with a final slash. */
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
}

/** A server that answers in whatever way. */
export function mirror(answer: (path: string) => Response | Promise<Response>): Mirror {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const path = new URL(request.url).pathname;
    requests.push(path);
    return answer(path);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A server that holds these files, gzipped. */
export function mirrorOf(files: MnistBytes): Mirror {
  const content = new Map(
    Object.entries(files).map(([name, bytes]) => [`/${name}.gz`, gzip(bytes)]),
  );
  return mirror((path) => {
    const bytes = content.get(path);
    return bytes === undefined
      ? new Response(null, { status: 404, statusText: "Not Found" })
      : new Response(Uint8Array.from(bytes));
  });
}

/** A server that writes these bytes on every connection, whatever is asked, then hangs up or not. */
export function rawMirror(
  text: string,
  { hangUp, onRequest }: { readonly hangUp: boolean; readonly onRequest?: () => void },
): Mirror {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: string[] = [];
  const open = new Set<Deno.Conn>();
  const serve = async (connection: Deno.Conn) => {
    open.add(connection);
    const request = new Uint8Array(4096);
    const length = await connection.read(request) ?? 0;
    requests.push(new TextDecoder().decode(request.subarray(0, length)).split(" ")[1] ?? "");
    await connection.write(new TextEncoder().encode(text));
    onRequest?.();
    if (hangUp && open.delete(connection)) connection.close();
  };
  const serving = (async () => {
    const served: Promise<void>[] = [];
    for await (const connection of listener) served.push(serve(connection));
    await Promise.all(served);
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/`,
    requests,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await serving;
      for (const connection of open) connection.close();
    },
  };
}

/** An address of this machine where nobody listens any more. */
export function refusingUrl(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/`;
}
