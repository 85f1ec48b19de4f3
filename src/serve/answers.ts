import type { Settings } from "./handler_options.ts";
import { JSON_TYPE } from "./media_types.ts";
import { Refusal } from "./refusal.ts";

/** Makes the answers of a handler. */
export interface Answers {
  /** A success. */
  readonly json: (text: string) => Response;
  /** What a path allows; to pages of the other origin, too. */
  readonly options: (methods: readonly string[]) => Response;
  /** An error: the client's with its reason, another without. */
  readonly refused: (error: unknown) => Response;
}

/** How a handler of these settings answers. */
export function answersOf({ cors, onError }: Pick<Settings, "cors" | "onError">): Answers {
  const origin: Record<string, string> = cors === undefined
    ? {}
    : { "access-control-allow-origin": cors };
  const content = { ...origin, "content-type": JSON_TYPE };
  const failure = (error: Refusal) => {
    const { status, message, headers } = error;
    const text = JSON.stringify({ error: message });
    return new Response(text, { status, headers: { ...content, ...headers } });
  };
  return {
    json: (text) => new Response(text, { headers: content }),
    options: (methods) => {
      const allow = methods.join(", ");
      const preflight: Record<string, string> = cors === undefined ? {} : {
        "access-control-allow-methods": allow,
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "86400",
      };
      return new Response(null, { status: 204, headers: { allow, ...origin, ...preflight } });
    },
    refused: (error) => {
      if (error instanceof Refusal) return failure(error);
      onError?.(error);
      return failure(new Refusal(500, "The server failed; its log says why"));
    },
  };
}
