import { assertEquals, assertThrows } from "@std/assert";
import { dense, flatten, linear, matrix, network, softmax } from "../../../engine.ts";
import { familiarityOf, model } from "../../../formats.ts";

const pixels = network({ inputs: 28 * 28, layers: [dense(2, softmax)] });
const image = { kind: "image", width: 28, height: 28, colour: "grey" } as const;

/** Descriptions of images that are wrong in one member. */
const IMAGES: readonly (readonly [object, string])[] = [
  [{ colour: "blue" }, 'inputs.colour of a model must be grey or rgb or rgba, but found "blue"'],
  [{ colour: undefined }, "inputs.colour of a model must be"],
  [{ colour: null }, "inputs.colour of a model must be"],
  [{ resizing: "quick" }, "inputs.resizing of a model must be area or"],
  [{ fitting: "round" }, "inputs.fitting of a model must be"],
  [{ framing: "letter" }, 'inputs.framing of a model must be digit, but found "letter"'],
  [{ width: 14, height: 56, framing: "digit" }, "but found grey ones of 14 × 56"],
  [{ background: 256 }, "inputs.background of a model must be from 0 to 255, but found 256"],
  [{ background: NaN }, "from 0 to 255, but found NaN"],
  [{ scale: Infinity }, "inputs.scale of a model must be finite, but found Infinity"],
  [{ scale: "1" }, 'inputs.scale of a model must be finite, but found "1"'],
  [{ width: 0 }, "inputs.width of a model must be a positive integer"],
  [{ height: 2.5 }, "inputs.height of a model must be a positive integer"],
];

for (const [member, message] of IMAGES) {
  Deno.test(`model() refuses images with ${JSON.stringify(member)}`, () => {
    const inputs = { ...image, ...member } as typeof image;
    assertThrows(() => model({ network: pixels, inputs }), Error, message);
  });
}

Deno.test("model() takes images that are framed as digits", async () => {
  const framed = model({ network: pixels, inputs: { ...image, framing: "digit" } });
  const data = new Uint8Array(40 * 40);
  data.fill(255, 800, 820);
  const [found] = await framed.predict([{ width: 40, height: 40, data }]);
  assertEquals(typeof found!.class, "string");
});

const two = network({ inputs: 1, layers: [dense(2, linear)] });

/** What outputs of a model may not be. */
const OUTPUTS: readonly (readonly [unknown, ErrorConstructor, string])[] = [
  [{}, RangeError, "outputs.task of a model must be one of"],
  [{ task: "regression", names: ["a"] }, TypeError, "2 different names"],
  [{ task: "regression", names: ["a", "a"] }, TypeError, "2 different names"],
  [
    { task: "classification", names: ["a", "b"], activation: "tanh" },
    RangeError,
    'outputs.activation of a model must be sigmoid or softmax, but found "tanh"',
  ],
  [
    { task: "labels", names: ["a", "b"], threshold: NaN },
    RangeError,
    "outputs.threshold of a model must be a number, but found NaN",
  ],
  [
    { task: "labels", names: ["a", "b"], threshold: "0.5" },
    RangeError,
    'outputs.threshold of a model must be a number, but found "0.5"',
  ],
];

for (const [outputs, Kind, message] of OUTPUTS) {
  Deno.test(`model() refuses the outputs ${JSON.stringify(outputs)}`, () => {
    assertThrows(() => model({ network: two, outputs: outputs as never }), Kind, message);
  });
}

Deno.test("model() does not make up names for a million outputs", () => {
  const wide = network({ inputs: 2 ** 20 + 1, layers: [flatten()] });
  assertThrows(() => model({ network: wide }), RangeError, "must be given, but found 1048577");
});

Deno.test("familiarityOf() of one example, or of inputs that never vary, has no other than that", async () => {
  for (const inputs of [matrix([[3]]), matrix([[3], [3]])]) {
    const familiarity = familiarityOf(inputs);
    assertEquals([familiarity.deviations, familiarity.limit], [[1], 0]);
    const net = network({ inputs: 1, layers: [dense(1, linear)] });
    const [near, far] = await model({ network: net, familiarity }).predict([[3], [4]]);
    assertEquals([near!.warning, typeof far!.warning], [undefined, "string"]);
  }
  assertThrows(() => familiarityOf({ rows: 0, columns: 1, data: [] }), RangeError, "at least one");
});
