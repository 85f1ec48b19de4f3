import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  activation,
  dense,
  describeNetwork,
  dropout,
  float64,
  forward,
  KINDS,
  layer,
  linear,
  matrix,
  network,
  randomKey,
  tanh,
} from "../../../../engine.ts";
import { drawMasks, maskPlace } from "../../../../src/engine/masks.ts";
import { dropoutMask, dropThreshold, keptScale } from "../../../../src/nn/layers/dropout.ts";

const { dropout: kind } = KINDS;

Deno.test("dropout() throws unless the rate is from 0 to below 1", () => {
  for (
    const [rate, found] of [
      [1, "1"],
      [1.5, "1.5"],
      [-0.1, "-0.1"],
      [NaN, "NaN"],
      ["0.5", '"0.5"'],
      [undefined, "undefined"],
    ] as const
  ) {
    const message = `dropout must be from 0 to below 1, but found ${found}`;
    assertThrows(() => dropout(rate as never), RangeError, message);
    assertThrows(() => layer(kind, { rate: rate as never }), RangeError, message);
  }
  assertThrows(() => layer(kind, { rate: 0.5, units: 2 } as never), TypeError, "no option units");
  assertEquals([dropout(0).options, dropout(1 - 2 ** -53).options], [
    { rate: 0 },
    { rate: 1 - 2 ** -53 },
  ]);
});

Deno.test("the dropout kind multiplies outputs and errors by the mask, and passes both on without", () => {
  const x = matrix([[1, -2], [3, 4]]), mask = matrix([[0, 2], [2, 0]]);
  const one = { options: { rate: 0.5 }, shape: [2], parameters: {} };
  const dropped = kind.forward(float64, one, x, { mask });
  assertEquals(dropped.outputs, matrix([[0, -4], [6, 0]]));
  assertEquals(dropped.saved, { mask });
  const errors = matrix([[5, 6], [7, 8]]);
  const back = kind.backward(float64, one, dropped.saved, errors);
  assertEquals([back.inputs(), back.parameters], [matrix([[0, 12], [14, 0]]), {}]);
  const kept = kind.forward(float64, one, x, {});
  assertEquals([kept.outputs === x, kept.saved], [true, {}]);
  assert(kind.backward(float64, one, kept.saved, errors).inputs() === errors);
});

Deno.test("the dropout kind draws a mask for all values of an example, whatever its shape", () => {
  const key = randomKey(3);
  const mask = kind.drawMask!({ rate: 0.25 }, key, 4, [2, 3, 2]);
  assertEquals(mask, dropoutMask(key, 4, 12, 0.25));
  assertEquals([mask.rows, mask.columns], [4, 12]);
  assert(new Set(mask.data as Float64Array).symmetricDifference(new Set([0, 1 / 0.75])).size === 0);
  const all = kind.drawMask!({ rate: 0 }, key, 4, [12]);
  assert(Array.from(all.data).every((x) => x === 1));
  assertEquals(
    [kind.outputShape({ rate: 0.5 }, [2, 3]), kind.parameterShapes({ rate: 0.5 }, [2])],
    [
      [2, 3],
      {},
    ],
  );
});

Deno.test("dropThreshold() and keptScale() are the rate's share of 2³² and what makes up for it", () => {
  assertEquals([0, 0.25, 0.5, 1 - 2 ** -40].map(dropThreshold), [
    0,
    2 ** 30,
    2 ** 31,
    2 ** 32 - 1, // not 2³², which is 0 in 32 bits
  ]);
  assertEquals([0, 0.5, 0.75].map(keptScale), [1, 2, 4]);
});

Deno.test("networks are refused whose last outputs would be dropped, at any rate", () => {
  for (const rate of [0, 0.5]) {
    assertThrows(
      () => network({ inputs: 2, layers: [dense(2, tanh), dropout(rate)] }),
      RangeError,
      `The outputs of the last layer cannot be dropped, but found dropout ${rate}`,
    );
  }
});

Deno.test("a mask that is not a matrix is refused by layer and kind", () => {
  const odd = { ...kind, drawMask: () => 5 as never };
  const net = network({ inputs: 2, layers: [layer(odd, { rate: 0.5 }), dense(1, linear)] });
  assertThrows(
    () => drawMasks(net, 1, randomKey),
    TypeError,
    "What drawMask of layer 1, of kind dropout, gives must be a matrix",
  );
});

Deno.test("masks are drawn for dropout alone, each by a key that tells where it is", () => {
  const layers = [
    dropout(0.5), // before all others
    dropout(0.5),
    dense(3, tanh),
    dropout(0.5), // as dense(3, tanh, { dropout: 0.5 }) has it
    dropout(0.5),
    activation(tanh),
    dropout(0.5),
    dense(2, linear),
  ];
  const net = network({ inputs: 4, layers, seed: 1 });
  assertEquals(
    describeNetwork(net),
    "4-dropout 0.5-dropout 0.5-3 tanh-dropout 0.5-dropout 0.5-tanh-dropout 0.5-2 linear",
  );
  const at = [0, 1, 3, 4, 6];
  const places = at.map((l) => maskPlace(net, l));
  assertEquals(places, [[0, 1], [0, 2], [0], [1, 2], [1]]);
  assertEquals(new Set(places.map(String)).size, places.length);
  const asked: number[] = [];
  const masks = drawMasks(net, 5, (l) => {
    asked.push(l);
    return randomKey(l);
  })!;
  assertEquals(asked, at);
  assertEquals(masks.map((mask) => mask && [mask.rows, mask.columns]), [
    ...[[5, 4], [5, 4], undefined, [5, 3], [5, 3], undefined, [5, 3], undefined],
  ]);
  const plain = network({ inputs: 4, layers: [dense(2, linear)] });
  assertEquals(drawMasks(plain, 5, randomKey), undefined);
  const x = matrix([[1, 2, 3, 4]]);
  assertThrows(
    () => forward(net, x, { masks: [undefined, undefined, matrix([[1, 1, 1]])] }),
    TypeError,
    "Layer 3, of kind dense, takes no mask, but one was given",
  );
});
