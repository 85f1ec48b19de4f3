/** An answer of a server, or undefined if it closed the connection without one. */
export type RawAnswer = { readonly status: number; readonly text: string } | undefined;

/** How long a server may take, in milliseconds. */
const PATIENCE = 5000;

/** A connection that sends bytes as they are, and is opened again when the server closes it. */
export class RawClient {
  readonly #port: number;
  #connection: Deno.Conn | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends the bytes of a request, whole or in part, and reads one answer. */
  async send(bytes: Uint8Array, hasBody: boolean): Promise<RawAnswer> {
    const connection = this.#connection ??= await Deno.connect({ port: this.#port });
    const timer = setTimeout(() => this.close(), PATIENCE);
    try {
      // The server may answer, and close, before it has read all.
      const writing = writeAll(connection, bytes).catch(() => {});
      const answer = await readAnswer(connection, hasBody);
      if (answer === undefined || answer.closes) this.close();
      else await writing;
      return answer;
    } catch {
      this.close();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    try {
      this.#connection?.close();
    } catch { /* The server was faster. */ }
    this.#connection = undefined;
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readAnswer(connection: Deno.Conn, hasBody: boolean) {
  const chunk = new Uint8Array(2 ** 14);
  let text = "";
  for (;;) {
    const read = await connection.read(chunk);
    if (read === null) return undefined;
    // One character for a byte, so that lengths agree.
    text += String.fromCharCode(...chunk.subarray(0, read));
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const head = text.slice(0, end), length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const body = text.slice(end + 4), wanted = hasBody ? length : 0;
    if (body.length < wanted) continue;
    const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0));
    return {
      status: Number(head.slice(9, 12)),
      text: new TextDecoder().decode(bytes),
      closes: /connection: close/i.test(head),
    };
  }
}

/** A request as it is sent. */
export function rawRequest(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array,
): Uint8Array {
  const lines = [["host", "localhost"], ["content-length", `${body.length}`], ...headers];
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  const text = `${head.join("\r\n")}\r\n\r\n`;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const whole = new Uint8Array(bytes.length + body.length);
  whole.set(bytes);
  whole.set(body, bytes.length);
  return whole;
}
