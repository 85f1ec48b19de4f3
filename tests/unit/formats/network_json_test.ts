import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  dense,
  denseFrom,
  elementwise,
  elu,
  layer,
  layerKind,
  leakyRelu,
  matrix,
  network,
  softmax,
  tanh,
} from "../../../engine.ts";
import { fromJson, toJson } from "../../../formats.ts";
import { bitsOf } from "../../support/bits.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
// deno-lint-ignore no-explicit-any
type Loose = any;
const file = (): Loose => JSON.parse(JSON.stringify(toJson(net)));

Deno.test("fromJson() of toJson() gives back every bit, −0 and the smallest numbers too", () => {
  assertEquals(fromJson(file()), net);
  fc.assert(fc.property(
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 }),
    ([a, b, bias]) => {
      const odd = {
        inputs: 2,
        layers: [denseFrom(tanh, matrix([[a!, b!]]), matrix([[bias!]]))],
      };
      assertEquals(bitsOf(fromJson(JSON.parse(JSON.stringify(toJson(odd))))), bitsOf(odd));
    },
  ));
});

Deno.test("fromJson() finds a custom activation that is passed", () => {
  const square = elementwise({ name: "square", value: (m, z) => m.mul(z, z) });
  const own = network({ inputs: 1, layers: [dense(1, square)], seed: 1 });
  assertThrows(() => fromJson(toJson(own)), RangeError, 'but found "square"');
  assertEquals(fromJson(toJson(own), { activations: [square] }), own);
});

Deno.test("fromJson() takes a custom activation before the built-in one of its name", () => {
  const own = { ...tanh };
  const { layers } = fromJson(file(), { activations: [own] });
  assert(layers[0]!.activation === own);
});

Deno.test("toJson() refuses two activations of one name", () => {
  const squares = [1, 2].map(() => elementwise({ name: "sq", value: (m, z) => m.mul(z, z) }));
  const two = network({ inputs: 1, layers: squares.map((square) => dense(1, square)) });
  assertThrows(
    () => toJson(two),
    TypeError,
    'Each activation of a file must have a unique name, but found two called "sq"',
  );
});

Deno.test("an option of a custom kind may be called dropout, unlike the dropout of old files", () => {
  const odd = layerKind<{ dropout: number }>({
    name: "odd",
    outputShape: (_, inputs) => inputs,
    forward: (_m, _layer, x) => ({ outputs: x, saved: {} }),
    backward: (_m, _layer, _saved, e) => ({ inputs: () => e, parameters: {} }),
  });
  const own = network({ inputs: 2, layers: [layer(odd, { dropout: 0.5 }), dense(1, tanh)] });
  assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(own))), { kinds: [odd] }), own);
});

/** The file as it was before there were kinds. */
function oldFile(): Loose {
  const old = file();
  for (const layer of old.layers) delete layer.kind;
  return old;
}

Deno.test("a rate of 0 in an old file adds no layer", () => {
  const old = oldFile();
  for (const layer of old.layers) layer.dropout = 0;
  assertEquals(fromJson(old), net);
});

Deno.test("fromJson() refuses files whose last outputs would be dropped, old ones too", () => {
  const old = oldFile(), today = file();
  old.layers[1].dropout = 0.5;
  today.layers.push({ kind: "dropout", rate: 0.5 });
  for (const spoiled of [old, today]) {
    assertThrows(
      () => fromJson(spoiled),
      RangeError,
      "The outputs of the last layer cannot be dropped, but found dropout 0.5",
    );
  }
});

Deno.test("toJson() refuses a custom activation with the name of a built-in one", () => {
  const other = elementwise({ name: "tanh", value: (_, z) => z });
  const misnamed = network({ inputs: 1, layers: [dense(1, other)] });
  assertThrows(() => toJson(misnamed), TypeError, 'another "tanh"');
});

const HOSTILE: readonly (readonly [
  string,
  (file: Loose) => void,
  typeof TypeError | typeof RangeError,
  string,
])[] = [
  ["another format", (f) => f.format = "other", RangeError, 'but found "other"'],
  ["a newer version", (f) => f.version = 2, RangeError, "and 2"],
  ["no layers", (f) => f.layers = [], TypeError, "at least one layer"],
  ["layers that are not an array", (f) => f.layers = { length: 1 }, TypeError, "an array"],
  ["a layer that is null", (f) => f.layers[0] = null, TypeError, "layers[0] must be an object"],
  [
    "a name from Object's prototype",
    (f) => f.layers[0].activation = "constructor",
    RangeError,
    "constructor",
  ],
  ["a size without end", (f) => f.layers[0].units = 1e15, RangeError, "characters of base64"],
  ["a negative size", (f) => f.inputs = -2, RangeError, "positive integer"],
  ["a size that is text", (f) => f.inputs = "2", RangeError, '"2"'],
  [
    "weights that are not a string",
    (f) => f.layers[0].weights = [1, 2],
    TypeError,
    "an array of 2",
  ],
  [
    "weights cut short",
    (f) => f.layers[0].weights = f.layers[0].weights.slice(4),
    RangeError,
    "60",
  ],
  [
    "weights that are not base64",
    (f) => f.layers[0].weights = "*".repeat(64),
    RangeError,
    "base64",
  ],
  [
    "weights with blanks inside",
    (f) => {
      f.layers[0].weights = `    ${f.layers[0].weights.slice(4)}`;
    },
    RangeError,
    "base64 of 48 bytes",
  ],
  [
    "a number that is not finite",
    (f) => {
      f.layers[1].biases = btoa("\0\0\0\0\0\0\xf0\x7f".repeat(2));
    },
    RangeError,
    "Infinity at 0",
  ],
];

for (const [name, spoil, errorClass, message] of HOSTILE) {
  Deno.test(`fromJson() refuses ${name}`, () => {
    const spoiled = file();
    spoil(spoiled);
    assertThrows(() => fromJson(spoiled), errorClass, message);
  });
}

Deno.test("fromJson() throws a TypeError or RangeError unless it gets a network file", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    try {
      fromJson(value);
    } catch (error) {
      return error instanceof TypeError || error instanceof RangeError;
    }
    return false;
  }));
});

Deno.test("activations with a parameter come back as the same records; unknown parameters are refused", () => {
  const layers = [
    dense(2, leakyRelu({ slope: 0.2 })),
    dense(2, elu({ alpha: 1.5 })),
    dense(1, elu()),
  ];
  const net = network({ inputs: 1, layers, seed: 1 });
  const file = toJson(net);
  assertEquals(file.layers.map(({ activation }) => activation), [
    "leakyRelu(0.2)",
    "elu(1.5)",
    "elu",
  ]);
  fromJson(JSON.parse(JSON.stringify(file))).layers.forEach(({ activation }, l) => {
    assert(activation === net.layers[l]!.activation);
  });
  for (const activation of ["elu(-1)", "elu(1)", "selu(2)", ["elu"]]) {
    const wrong = { ...file, layers: [{ ...file.layers[0]!, activation }] };
    assertThrows(() => fromJson(wrong), RangeError, "layers[0].activation must be one of linear");
  }
  const own = elementwise({ ...leakyRelu(), name: "leakyRelu(0.2)" });
  assertThrows(
    () => toJson(network({ inputs: 1, layers: [dense(1, own)], seed: 1 })),
    TypeError,
    'another "leakyRelu(0.2)"',
  );
});

Deno.test("fromJson() escapes control characters of a member's name in its message", () => {
  const broken = file();
  broken.layers[1]["\x1b[2J"] = { $kind: "none" };
  assertThrows(() => fromJson(broken), RangeError, "layers[1].\\u001b[2J must be one of");
});
