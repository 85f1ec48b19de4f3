import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { csvGenerator } from "../../../data.ts";
import { dense, linear, matrix, network, sigmoid, softmax } from "../../../engine.ts";
import { decodeModel, encodeModel, familiarityOf, model } from "../../../formats.ts";

const TEXT = `length,soil,kind
5.1,chalk,aster
6.4,"clay, wet",clover
4.9,chalk,aster
6.6,"clay, wet",clover
`;

const { encoding, train } = csvGenerator(TEXT, { target: "kind", validation: 0, test: 0 });
const flowers = model({
  network: network({ inputs: 3, layers: [dense(2, softmax)], seed: 1 }),
  inputs: { kind: "table", encoding },

  familiarity: familiarityOf(train.inputs),
  training: { loss: "categoricalCrossEntropy", examples: 4 },
});

Deno.test("model() of a table predicts records as their file was encoded", async () => {
  const rows = [{ length: 5.1, soil: "chalk" }, { length: "6.4", soil: "clay, wet" }];
  const predictions = await flowers.predict(rows);
  assertEquals(predictions.map((each) => Object.keys(each.probabilities!)), [
    ["aster", "clover"],
    ["aster", "clover"],
  ]);
  assertEquals(await flowers.predict(rows[0]!), predictions[0]!);
  assertEquals(await flowers.predict([]), []);
});

Deno.test("model() of a table takes rows in the order of its columns, and refuses others", async () => {
  const record = { length: 5.1, soil: "clay, wet" };
  assertEquals(await flowers.predict([[5.1, "clay, wet"]]), await flowers.predict([record]));
  const wrong: readonly (readonly [unknown, ErrorConstructor, string])[] = [
    [[5.1], TypeError, "a value for each of 2 columns"],
    [null, TypeError, "row 1 is null"],
    [
      { length: { toString: 1 }, soil: "chalk" },
      TypeError,
      "length of row 1 must be a number, a text",
    ],
    [{ soil: "chalk" }, RangeError, "A row must have a member"],
    [{ length: 1, soil: "chalk\n" }, RangeError, "Column soil of record 1 must be one of"],
  ];
  for (const [row, Kind, message] of wrong) {
    await assertRejects(() => flowers.predict([row as []]), Kind, message);
  }
});

Deno.test("model() warns of an input that is unlike those of training", async () => {
  const [near, far] = await flowers.predict([
    { length: 5, soil: "chalk" },
    { length: 51, soil: "chalk" },
  ]);
  assertEquals(near!.warning, undefined);
  assert(far!.warning!.includes("unlike"));
});

Deno.test("a model survives its file, and predicts the same", async () => {
  await assertRejects(() => encodeModel(null as never), TypeError, "A network must have");
  const read = await decodeModel(await encodeModel(flowers));
  const { predict: _, ...content } = flowers, { predict: __, ...found } = read;
  assertEquals(found, content);
  const row = { length: 5.5, soil: "chalk" };
  assertEquals(await read.predict(row), await flowers.predict(row));
});

Deno.test("what a file says of a model is understood or refused", async () => {
  const file = JSON.parse(new TextDecoder().decode(await encodeModel(flowers)));
  const model = { ...file.model, output: file.model.outputs };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...file, model }));
  await assertRejects(() => decodeModel(bytes), TypeError, "did you mean outputs?");
});

Deno.test("model() says what outputs mean: classes, two classes, labels, numbers", async () => {
  const of = (units: number, activation: typeof sigmoid | typeof linear) => {
    return network({ inputs: 1, layers: [dense(units, activation)], seed: 1 });
  };
  const one = await model({ network: of(1, sigmoid) }).predict([[0]]);
  assertEquals(one, [{ class: "0", probabilities: { 0: 0.5, 1: 0.5 } }]);
  const labels = await model({
    network: of(2, sigmoid),
    outputs: { task: "labels", names: ["cat", "dog"], threshold: 0.4 },
  }).predict([[0]]);
  assertEquals(labels, [{ labels: ["cat", "dog"], probabilities: { cat: 0.5, dog: 0.5 } }]);
  const logits = await model({
    network: of(1, linear),
    outputs: { task: "classification", names: ["no", "yes"], activation: "sigmoid" },
  }).predict([[0]]);
  assertEquals(logits, [{ class: "no", probabilities: { no: 0.5, yes: 0.5 } }]);
  const price = await model({
    network: of(1, linear),
    outputs: { task: "regression", names: ["price"], scale: { means: [7], deviations: [2] } },
  }).predict([[0]]);
  assertEquals(price, [{ values: { price: 7 } }]);
});

Deno.test("model() of images takes pixels of any size, grey or RGBA", async () => {
  const net = network({ inputs: 4, layers: [dense(2, softmax)], seed: 1 });
  const seen = model({
    network: net,
    inputs: { kind: "image", width: 2, height: 2, colour: "grey" },
  });
  const grey = { width: 2, height: 2, data: [0, 255, 255, 0] };
  const wide = { width: 4, height: 2, data: [0, 0, 255, 255, 255, 255, 0, 0] };
  const colours = { width: 2, height: 2, data: [0, 255, 255, 0].flatMap((x) => [x, x, x, 255]) };
  const bare = await model({ network: net }).predict([[0, 1, 1, 0]]);
  assertEquals(await seen.predict([grey, wide, colours]), [bare[0]!, bare[0]!, bare[0]!]);
  const wrong = { ...grey, data: [0, 255, 256, 0] };
  await assertRejects(
    () => seen.predict(wrong),
    RangeError,
    "Byte 3 of image 1 must be an integer",
  );
});

Deno.test("model() refuses descriptions that do not fit, saying what was wanted", () => {
  const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
  const of = (content: object) => () => model({ network: net, ...content });
  const numbers = { kind: "numbers", size: 3 };
  assertThrows(of({ inputs: numbers }), TypeError, "must make the 2 inputs of its network");
  assertThrows(of({ inputs: { kind: "sound" } }), RangeError, "numbers, table, image");
  assertThrows(of({ outputs: { task: "guess", names: [] } }), RangeError, "outputs.task");
  const twice = { task: "classification", names: ["a", "a"] };
  assertThrows(of({ outputs: twice }), TypeError, "2 different names");
  assertThrows(of({ output: twice }), TypeError, "did you mean outputs?");
  const classes = { task: "classification", names: ["a", "b"] };
  const misspelt = "did you mean threshold?";
  assertThrows(of({ outputs: { ...classes, treshold: 0.9 } }), TypeError, misspelt);
  assertThrows(of({ inputs: { ...numbers, size: 2, scaled: 1 } }), TypeError, "scale?");
  const image = { kind: "image", width: 2, height: 1, colour: "grey" };
  assertThrows(of({ inputs: { ...image, color: "grey" } }), TypeError, "colour?");
  const table = { kind: "table", encoding, encodings: [] };
  assertThrows(of({ inputs: table }), TypeError, "encoding?");
  const familiarity = { means: [0, 0], deviations: [1, 1], limit: 1, limits: 1 };
  assertThrows(of({ familiarity }), TypeError, "limit?");
  assertThrows(of({ training: { epochs: NaN } }), TypeError, "training");
  const one = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
  const soft = { task: "classification", names: ["a", "b"], activation: "softmax" } as const;
  assertThrows(() => model({ network: one, outputs: soft }), RangeError, "a single output");
  for (const training of [null, [], "5 epochs"]) {
    const wanted = "training of a model must be an object, but found";
    assertThrows(of({ training: training as never }), TypeError, wanted);
  }
});

Deno.test("model.predict() refuses rows of another length, and values that are not numbers", async () => {
  const net = model({ network: network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 }) });
  await assertRejects(() => net.predict([[1]]), TypeError, "array of 2 numbers");
  await assertRejects(() => net.predict([[1, NaN]]), RangeError, "Entry 2 of row 1");
  await assertRejects(() => net.predict([[1, "2"]]), RangeError, 'found "2"');
});

Deno.test("decodeModel() says what a file of another kind is", async () => {
  const refused = (bytes: readonly number[], message: string) =>
    assertRejects(() => decodeModel(Uint8Array.from(bytes)), SyntaxError, message);
  const text = (characters: string) => Array.from(new TextEncoder().encode(characters));
  await refused([0x89, 0x50, 0x4e, 0x47, 13, 10], "a PNG image");
  await refused([0x80, 2, 0x8a, 10], "export safetensors");
  await refused(text("PK\x03\x04archive/data.pkl"), "a PyTorch pickle: export safetensors");
  await refused(text("a,b\n1,2\n"), "a text");
  await refused(text("{}"), "JSON of another kind");
  await refused([], "an empty file");
});

Deno.test("familiarityOf() is not blind to what never varied in training", () => {
  const { deviations, limit } = familiarityOf(matrix([[0, 1], [0, 3]]));
  assertEquals(deviations.every((deviation) => deviation > 0 && deviation < 2), true);
  assert(limit > 0);
});
