import { assert, assertEquals } from "@std/assert";
import { csvGenerator } from "../../../data.ts";
import { dense, linear, network, sigmoid, softmax } from "../../../engine.ts";
import { type Model, model } from "../../../formats.ts";
import { modelHandler } from "../../../serve.ts";

const CSV = "length,soil,kind\n5.1,chalk,aster\n6.4,clay,clover\n";
const { encoding } = csvGenerator(CSV, { target: "kind", validation: 0, test: 0 });
const of = (inputs: number, activation: typeof sigmoid | typeof softmax) => {
  return network({ inputs, layers: [dense(2, activation as typeof sigmoid)], seed: 1 });
};

const MODELS: readonly Model[] = [
  model({ network: of(3, linear) }),
  model({ network: of(3, softmax), inputs: { kind: "table", encoding } }),
  model({
    network: of(4, sigmoid),
    inputs: { kind: "image", width: 2, height: 2, colour: "grey" },
  }),
];

type Document = Readonly<Record<string, unknown>>;

async function documentOf(served: Model): Promise<Document> {
  const answer = await modelHandler(served)(new Request("http://localhost/openapi.json"));
  return await answer.json();
}

/** What a path of members leads to. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((found, member) => (found as Document)[member], value);
}

/** All values of members of a name, however deep. */
function membersOf(value: unknown, name: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) => {
    return [...(member === name ? [inner] : []), ...membersOf(inner, name)];
  });
}

for (const served of MODELS) {
  const { inputs: { kind }, outputs: { task, names } } = served;
  Deno.test(`/openapi.json of a model of ${kind} has no reference that leads nowhere`, async () => {
    const document = await documentOf(served);
    assertEquals(document.openapi, "3.1.0");
    const references = membersOf(document, "$ref") as string[];
    assert(references.length > 3);
    for (const reference of references) {
      assertEquals(typeof at(document, ...reference.split("/").slice(1)), "object", reference);
    }
  });

  Deno.test(`/openapi.json of a model of ${kind} says what /predict takes and answers`, async () => {
    const handler = modelHandler(served), document = await documentOf(served);
    const post = at(document, "paths", "/predict", "post");
    const types = Object.keys(at(post, "requestBody", "content") as Document);
    const other = await handler(new Request("http://localhost/predict", { method: "POST" }));
    assertEquals([other.status, other.headers.get("accept-post")], [415, types.join(", ")]);
    const prediction = at(document, "components", "schemas", "Prediction");
    const example = kind === "image" ? [0, 0, 0, 0] : kind === "table" ? [5, "clay"] : [0, 0, 0];
    const answer = await handler(
      new Request("http://localhost/predict", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(example),
      }),
    );
    const [said] = (await answer.json()).predictions;
    assertEquals(Object.keys(said).sort(), (prediction as { required: string[] }).required.sort());
    const numbers = task === "regression" ? "values" : "probabilities";
    const schema = at(prediction, "properties", numbers, "properties");
    assertEquals(Object.keys(schema as Document), names);
    assertEquals(Object.keys(said[numbers]), names);
  });
}
