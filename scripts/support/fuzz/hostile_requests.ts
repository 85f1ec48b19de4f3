import { type Draw, mutateBytes, mutateJson } from "./mutate.ts";

/** A request that a server must answer by one of some statuses, whatever it holds. */
export interface HostileRequest {
  /** What it tries. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  readonly statuses: readonly number[];
}

/** The largest body that the server must be told to take. */
export const MOST_BYTES = 100_000;

const REFUSED = [400], READ = [200, 400];

/** What is drawn, by what it tries; `row` is an example that the model takes. */
const ATTEMPTS: Readonly<
  Record<string, (draw: Draw, row: string, type: string) => Partial<HostileRequest>>
> = {
  "random bytes as JSON": (draw) => ({ body: randomBytes(draw, 200), statuses: REFUSED }),
  "JSON cut short": (draw, row) => {
    const text = `{"rows":[${row}]}`;
    return { body: bytesOf(text.slice(0, draw.below(text.length))), statuses: REFUSED };
  },
  "changed JSON": (draw, row) => ({ body: bytesOf(mutateJson(row, draw)), statuses: READ }),
  "changed bytes of JSON": (draw, row) => {
    const body = mutateBytes(bytesOf(row), draw, bytesOf(`{"rows":[${row}]}`)).slice();
    return { body, statuses: READ };
  },
  "deep nesting": (draw) => {
    const [open, close] = draw.of([["[", "]"], ['{"rows":[', "]}"], ['{"a":', "}"]]);
    const depth = 1 + draw.below(9000);
    return { body: bytesOf(open!.repeat(depth) + "1" + close!.repeat(depth)), statuses: REFUSED };
  },
  "values of the wrong type": (draw) => {
    const value = draw.of([
      "null",
      "true",
      '"\\u001b[2J"',
      "{}",
      '{"length":1e9}',
      '{"__proto__":1}',
    ]);
    return { body: bytesOf(`{"rows":[${value}]}`), statuses: REFUSED };
  },
  "a body that is too large": (draw) => {
    const body = new Uint8Array(MOST_BYTES + 1 + draw.below(1000)).fill(draw.below(256));
    return { body, statuses: [413] };
  },
  "a type that is not taken": (draw, row) => {
    const names = [
      "text/html",
      "application/jsonp",
      "a/b;c",
      "__proto__",
      ";",
      "application/json/x",
    ];
    return { body: bytesOf(row), headers: [["content-type", draw.of(names)]], statuses: [415] };
  },
  "an encoding that is not taken": (draw, row) => ({
    body: bytesOf(row),
    headers: [["content-type", "application/json"], [
      "content-encoding",
      draw.of(["gzip", "br", "x"]),
    ]],
    statuses: [415],
  }),
  "a broken form": (draw, row) => {
    const boundary = draw.of(["x", "-", '"a b"', ""]);
    const part =
      `--x\r\ncontent-disposition: form-data; name="a"; filename="b"\r\n\r\n${row}\r\n--x--`;
    const headers = [["content-type", `multipart/form-data; boundary=${boundary}`]] as const;
    return {
      body: mutateBytes(bytesOf(part), draw, bytesOf(part)).slice(),
      headers,
      statuses: READ,
    };
  },
  "bytes of another type": (draw, _, type) => ({
    body: randomBytes(draw, 300),
    headers: [["content-type", type]],
    statuses: READ,
  }),
  "a path that is not there": (draw) => ({
    path: draw.of([
      ...[
        "/predict/",
        "//predict",
        "/../predict",
        "/%2e%2e/etc/passwd",
        "/predict%00",
        "/predict;a",
      ],
      ...["/.git/config", "/constructor", "/__proto__", "/openapi.json/..", `/${"a".repeat(2000)}`],
    ]),
    statuses: [404],
  }),
  "a method that is not there": (draw) => {
    const [method, path] = draw.of([
      ...[["PUT", "/predict"], ["DELETE", "/"], ["GET", "/predict"], ["POST", "/health"]],
      ...[["PATCH", "/openapi.json"], ["HEAD", "/predict"], ["BREW", "/"]],
    ]);
    return { method: method!, path: path!, body: new Uint8Array(), statuses: [405] };
  },
  "odd headers": (draw, row) => {
    const name = draw.of(["x-a", "accept", "cookie", "origin", "range", "if-match", "forwarded"]);
    const value = draw.of(["", "a".repeat(3000), "\u00ff", "{}", "../..", "*/*;q=x", "bytes=9-1"]);
    const headers = [["content-type", "application/json"], [name, value]] as const;
    return { body: bytesOf(row), headers, statuses: [200] };
  },
};

/** A request that tries something; all of them in turn. */
export function hostileRequest(
  run: number,
  draw: Draw,
  row: string,
  types: readonly string[],
): HostileRequest {
  const [what, attempt] = Object.entries(ATTEMPTS)[run % Object.keys(ATTEMPTS).length]!;
  const request = {
    ...{ what, method: "POST", path: "/predict", body: new Uint8Array(), statuses: [] },
    headers: [["content-type", "application/json"]] as const,
    ...attempt(draw, row, draw.of(types)),
  };
  // What is changed may grow.
  return request.body.length > MOST_BYTES ? { ...request, statuses: [413] } : request;
}

/**
 * What is wrong with an answer to a request, if something is.
 *
 * @param text The body of the answer.
 */
export function faultOfAnswer(
  { method, statuses }: Pick<HostileRequest, "method" | "statuses">,
  status: number,
  text: string,
): string | undefined {
  if (!statuses.includes(status)) return `status ${status}, not ${statuses.join(" or ")}: ${text}`;
  if (method === "HEAD") return text === "" ? undefined : "HEAD has a body";
  // deno-lint-ignore no-control-regex -- which JSON must escape
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) return "control characters";
  if (/\bat .+:\d+:\d+|file:\/\//.test(text)) return `a place in the source: ${text}`;
  const content = JSON.parse(text);
  if (status !== 200) return typeof content.error === "string" ? undefined : "no reason";
  return Array.isArray(content.predictions) ? undefined : "no predictions";
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function randomBytes(draw: Draw, most: number): Uint8Array<ArrayBuffer> {
  // A byte that no text in UTF-8 has is first: nothing that is drawn is JSON.
  return Uint8Array.from(
    { length: 1 + draw.below(most) },
    (_, i) => i === 0 ? 0xff : draw.below(256),
  );
}
