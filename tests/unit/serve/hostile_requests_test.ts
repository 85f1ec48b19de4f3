import { assertEquals } from "@std/assert";
import { csvGenerator } from "../../../data.ts";
import { dense, network, softmax } from "../../../engine.ts";
import { model } from "../../../formats.ts";
import { modelHandler } from "../../../serve.ts";
import {
  faultOfAnswer,
  hostileRequest,
  MOST_BYTES,
} from "../../../scripts/support/fuzz/hostile_requests.ts";
import { drawsOf } from "../../../scripts/support/fuzz/mutate.ts";
import { deriveKey, randomKey } from "../../../src/core/random/random.ts";

const CSV = "length,soil,kind\n5.1,chalk,aster\n6.4,clay,clover\n";
const { encoding } = csvGenerator(CSV, { target: "kind", validation: 0, test: 0 });
const of = (inputs: number) => network({ inputs, layers: [dense(2, softmax)], seed: 1 });

const SERVED = {
  numbers: { model: model({ network: of(3) }), row: "[1,-2,0.5]" },
  table: {
    model: model({ network: of(3), inputs: { kind: "table", encoding } }),
    row: '{"length":5,"soil":"clay"}',
  },
  pixels: {
    model: model({
      network: of(4),
      inputs: { kind: "image", width: 2, height: 2, colour: "grey" },
    }),
    row: '{"width":2,"height":2,"data":[0,9,255,1]}',
  },
} as const;

const TYPES = ["application/octet-stream", "text/csv"];

for (const [name, { model, row }] of Object.entries(SERVED)) {
  Deno.test(`modelHandler() of ${name} answers 140 hostile requests by the right status`, async () => {
    const errors: unknown[] = [];
    const options = { maxBody: MOST_BYTES, onError: (error: unknown) => void errors.push(error) };
    const handler = modelHandler(model, options), key = randomKey(13);
    for (let run = 0; run < 140; run++) {
      const request = hostileRequest(run, drawsOf(deriveKey(key, run)), row, TYPES);
      const { what, method, path, headers, body } = request;
      const answer = await handler({
        ...{ method, url: `http://localhost${path}`, bodyUsed: false },
        headers: new Headers(headers.map(([name, value]) => [name, value])),
        body: body.length === 0 ? null : new Blob([body]).stream(),
      } as Request);
      const statuses = [...request.statuses, ...mayAlso(what, name)];
      const fault = faultOfAnswer({ method, statuses }, answer.status, await answer.text());
      assertEquals(fault, undefined, `request ${run}: ${what}`);
    }
    assertEquals(errors, []);
  });
}

/** What else a model answers that takes no such type. */
function mayAlso(what: string, name: string): readonly number[] {
  if (what === "a broken form" && name === "numbers") return [415];
  // Without the package that decodes images, files are not read.
  return what === "bytes of another type" || name === "pixels" ? [415, 501] : [];
}
