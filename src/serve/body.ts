import { joinedBytes } from "../core/support/joined_bytes.ts";
import { Refusal } from "./refusal.ts";
import type { TimeLimit } from "./time_limit.ts";

/** How many bodies of the largest size may be in memory together. */
const TOGETHER = 16;

/** Reads bodies of requests, within limits: of each, and of all that are being read. */
export type BodyReader = (request: Request, limit: TimeLimit) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Makes a reader of bodies that stops at a number of bytes, whatever `Content-Length` says.
 *
 * It throws a {@linkcode Refusal}: 413 for a larger body, 408 where the time is over, 503 where others
 * take the memory, 400 where the client breaks off.
 */
export function bodyReader(most: number): BodyReader {
  const tooLarge = () => {
    const headers = { connection: "close" }; // the rest is not read
    return new Refusal(413, `The body may have at most ${most} bytes`, headers);
  };
  let held = 0;
  return async (request, limit) => {
    if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
    if (request.bodyUsed) throw new TypeError("The body of the request must not be read before");
    if (request.body === null) return new Uint8Array();
    const reader = request.body.getReader(), chunks: Uint8Array[] = [];
    let size = 0;
    limit.onPass = () => void reader.cancel().catch(() => {});
    try {
      for (;;) {
        const { done, value } = await reader.read().catch(() => {
          throw new Refusal(400, "The body must be read to its end, but the client broke off");
        });
        if (limit.passed) throw limit.refusal(408, "The body must arrive");
        if (done) return joinedBytes(chunks);
        size += value.length;
        held += value.length;
        chunks.push(value);
        if (size > most) throw tooLarge();
        if (held > TOGETHER * most) throw new Refusal(503, "Too many bodies are being read", RETRY);
      }
    } catch (error) {
      reader.cancel().catch(() => {});
      throw error;
    } finally {
      limit.onPass = undefined;
      held -= size;
    }
  };
}

/** When a client may try again, in seconds. */
export const RETRY: Readonly<Record<string, string>> = { "retry-after": "1" };
