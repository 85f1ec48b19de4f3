import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { denseFrom, type Gradients, linear, matrix, type Network } from "../../../../engine.ts";
import {
  adadelta,
  adagrad,
  adam,
  adamw,
  clipped,
  decayed,
  lion,
  nadam,
  type Optimizer,
  optimizerFromRule,
  rmsprop,
  type RuleState,
  sgd,
} from "../../../../train.ts";
import { bitsOf } from "../../../support/bits.ts";
import { parametersIn } from "../../../support/layers.ts";

/** A network of one weight and one bias. */
function at(weight: number, bias: number): Network {
  return { inputs: 1, layers: [denseFrom(linear, matrix([[weight]]), matrix([[bias]]))] };
}

function slopes(weight: number, bias: number): Gradients {
  return { cost: 0, layers: [{ weights: matrix([[weight]]), biases: matrix([[bias]]) }] };
}

/** Where weight and bias are after each step from 1, both along the same gradients. */
function path(optimizer: Optimizer<RuleState>, gradients: readonly number[], start = 1) {
  let net = at(start, start), state = optimizer.init(net);
  return gradients.map((gradient) => {
    ({ network: net, state } = optimizer.update(net, slopes(gradient, gradient), state));
    const { weights, biases } = net.layers[0]!.parameters;
    return { weight: weights!.data[0]!, bias: biases!.data[0]! };
  });
}

// Worked by hand from the equations of the papers, with numbers whose roots are fractions.
const WORKED: readonly {
  readonly name: string;
  readonly optimizer: Optimizer<RuleState>;
  readonly gradients: readonly number[];
  readonly weights: readonly number[];
  /** The same as the weights, if left out. */
  readonly biases?: readonly number[];
}[] = [
  {
    // v = −0.1, −0.25, −0.025; θ + v
    name: "sgd() with momentum, Sutskever et al. (1) and (2)",
    optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
    gradients: [1, 2, -1],
    weights: [0.9, 0.65, 0.625],
  },
  {
    // the same v; θ + ½ v − 0.1 g
    name: "sgd() with Nesterov's momentum, Bengio et al. (7)",
    optimizer: sgd({ learningRate: 0.1, momentum: 0.5, nesterov: true }),
    gradients: [1, 2, -1],
    weights: [0.85, 0.525, 0.6125],
  },
  {
    // v = 1, 1, 4; θ − 0.1 g / (√v + ½)
    name: "rmsprop(), Tieleman and Hinton",
    optimizer: rmsprop({ learningRate: 0.1, rho: 0.75, epsilon: 0.5 }),
    gradients: [2, 1, -Math.sqrt(13)],
    weights: [1 - 0.2 / 1.5, 0.8, 0.8 + 0.1 * Math.sqrt(13) / 2.5],
  },
  {
    // m = 1, 0, 3/2; v = 1, 1, 3; m̂ = 2, 0, 12/7; v̂ = 4, 16/7, 192/37; θ − 0.1 m̂ / (√v̂ + ½)
    name: "adam(), Kingma and Ba, algorithm 1",
    optimizer: adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5 }),
    gradients: [2, -1, 3],
    weights: [0.92, 0.92, 0.92 - 0.1 * (12 / 7) / (Math.sqrt(192 / 37) + 0.5)],
  },
  {
    // s = 9, 25, 169; θ − 0.1 g / (√s + 1)
    name: "adagrad(), Duchi, Hazan and Singer, figure 1",
    optimizer: adagrad({ learningRate: 0.1, epsilon: 1 }),
    gradients: [3, -4, 12],
    weights: [1 - 0.3 / 4, 0.925 + 0.4 / 6, 0.925 + 0.4 / 6 - 1.2 / 14],
  },
  {
    // v = 3, 6; d = 2 · √1 / √4, √7 · √(7/4) / √7; u = ¾; θ − ½ d
    name: "adadelta(), Zeiler, algorithm 1",
    optimizer: adadelta({ learningRate: 0.5, rho: 0.25, epsilon: 1 }),
    gradients: [2, Math.sqrt(7)],
    weights: [0.5, 0.5 - 0.5 * Math.sqrt(1.75)],
  },
  {
    // As adam(), then m = ¾ and v = 9/4, but the largest v is 3
    name: "adam() with amsgrad, Reddi, Kale and Kumar, algorithm 2",
    optimizer: adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5, amsgrad: true }),
    gradients: [2, -1, 3, 0],
    weights: [
      0.92,
      0.92,
      0.92 - 0.1 * (12 / 7) / (Math.sqrt(192 / 37) + 0.5),
      // m̂ = ¾ · 16/15 = 0.8, v̂ = 3 · 256/175
      0.92 - 0.1 * (12 / 7) / (Math.sqrt(192 / 37) + 0.5) -
      0.1 * 0.8 / (Math.sqrt(768 / 175) + 0.5),
    ],
  },
  {
    // ψ = 0: μ = ¼ always. m = 1, 0; v = 1, 1; v̂ = 4, 16/7; m̂ = m ¼ / (15/16) + g ¾ / ¾, then
    // m ¼ / (63/64) + g ¾ / (15/16)
    name: "nadam(), Dozat, algorithm 2",
    optimizer: nadam({
      ...{ learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5 },
      momentumDecay: 0,
    }),
    gradients: [2, -1],
    weights: [
      1 - 0.1 * (2 + 4 / 15) / 2.5,
      1 - 0.1 * (2 + 4 / 15) / 2.5 + 0.1 * 0.8 / (4 / Math.sqrt(7) + 0.5),
    ],
  },
  {
    // c = 1, ½ · ½ − ½ · ½ = 0, ½ · ¼ − ½ · 2 < 0; m = ½, ¼; θ − 0.1 sign(c)
    name: "lion(), Chen et al., algorithm 2",
    optimizer: lion({ learningRate: 0.1, beta1: 0.5, beta2: 0.75 }),
    gradients: [2, -0.5, -2],
    weights: [0.9, 0.9, 1],
  },
  {
    // The weights also lose 0.1 · ½ of what they were; the biases do not.
    name: "adamw(), Loshchilov and Hutter, algorithm 2",
    optimizer: adamw({
      ...{ learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5 },
      weightDecay: 0.5,
    }),
    gradients: [2, -1],
    weights: [0.92 - 0.05, 0.87 * 0.95],
    biases: [0.92, 0.92],
  },
  {
    name: "decayed(sgd()), Loshchilov and Hutter, algorithm 1",
    optimizer: decayed(sgd({ learningRate: 0.1, momentum: 0.5 }), { weightDecay: 0.5 }),
    gradients: [1, 2],
    weights: [0.9 - 0.05, 0.85 - 0.25 - 0.05 * 0.85],
    biases: [0.9, 0.65],
  },
];
for (const { name, optimizer, gradients, weights, biases = weights } of WORKED) {
  Deno.test(`${name}, agrees with a sequence worked by hand`, () => {
    path(optimizer, gradients).forEach(({ weight, bias }, i) => {
      // Some dozen roundings of numbers of about 1.
      assertAlmostEquals(weight, weights[i]!, 1e-14);
      assertAlmostEquals(bias, biases[i]!, 1e-14);
    });
  });
}

/** Optimizers written a second time, as loops over one number, in the forms that PyTorch documents. */
const AGAIN = {
  momentum: (g: readonly number[], lr: number, mu: number) => {
    let x = 1, buffer = 0;
    return g.map((gi) => {
      buffer = mu * buffer + gi;
      return x -= lr * buffer;
    });
  },
  nesterov: (g: readonly number[], lr: number, mu: number) => {
    let x = 1, buffer = 0;
    return g.map((gi) => {
      buffer = mu * buffer + gi;
      return x -= lr * (gi + mu * buffer);
    });
  },
  rmsprop: (g: readonly number[], lr: number, alpha: number) => {
    let x = 1, square = 0;
    return g.map((gi) => {
      square = alpha * square + (1 - alpha) * gi ** 2;
      return x -= lr * gi / (Math.sqrt(square) + 1e-8);
    });
  },
  adam: (g: readonly number[], lr: number, beta1: number, beta2: number, decay = 0) => {
    let x = 1, mean = 0, square = 0, t = 0;
    return g.map((gi) => {
      t++;
      x *= 1 - lr * decay;
      mean = beta1 * mean + (1 - beta1) * gi;
      square = beta2 * square + (1 - beta2) * gi * gi;
      const size = lr / (1 - beta1 ** t);
      return x -= size * mean / (Math.sqrt(square) / Math.sqrt(1 - beta2 ** t) + 1e-8);
    });
  },
};

const gradientSequence = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});
const share = fc.constantFrom(0.5, 0.9, 0.99);

Deno.test("the optimizers agree with a second implementation on any gradients", () => {
  const agree = (got: readonly number[], expected: readonly number[]) =>
    got.forEach((x, i) => {
      // Steps are at most some 10, and their roundings at most some hundred times those of one.
      assert(Math.abs(x - expected[i]!) <= 1e-11 * Math.max(1, Math.abs(expected[i]!)), `${x}`);
    });
  const weights = (optimizer: Optimizer<RuleState>, g: readonly number[]) =>
    path(optimizer, g).map(({ weight }) => weight);
  const biases = (optimizer: Optimizer<RuleState>, g: readonly number[]) =>
    path(optimizer, g).map(({ bias }) => bias);
  fc.assert(fc.property(gradientSequence, share, share, (g, one, two) => {
    const rate = { learningRate: 0.125 };
    agree(weights(sgd({ ...rate, momentum: one }), g), AGAIN.momentum(g, 0.125, one));
    const nesterov = sgd({ ...rate, momentum: one, nesterov: true });
    agree(weights(nesterov, g), AGAIN.nesterov(g, 0.125, one));
    agree(weights(rmsprop({ ...rate, rho: one }), g), AGAIN.rmsprop(g, 0.125, one));
    const betas = { ...rate, beta1: one, beta2: two };
    agree(weights(adam(betas), g), AGAIN.adam(g, 0.125, one, two));
    const decaying = adamw({ ...betas, weightDecay: 0.25 });
    agree(weights(decaying, g), AGAIN.adam(g, 0.125, one, two, 0.25));
    agree(biases(decaying, g), AGAIN.adam(g, 0.125, one, two));
  }));
});

Deno.test("sgd() with Nesterov's momentum takes the gradient where the velocity leads to, (3) and (4)", () => {
  // ½ k x², whose gradient can be taken anywhere.
  const k = 3, mu = 0.75, rate = 0.125;
  const optimizer = sgd({ learningRate: rate, momentum: mu, nesterov: true });
  let net = at(1, 1), state = optimizer.init(net), x = 1, v = 0;
  for (let step = 0; step < 30; step++) {
    const ahead = net.layers[0]!.parameters.weights!.data[0]!;
    ({ network: net, state } = optimizer.update(net, slopes(k * ahead, 0), state));
    v = mu * v - rate * k * (x + mu * v);
    x += v;
    assertAlmostEquals(net.layers[0]!.parameters.weights!.data[0]!, x + mu * v, 1e-14);
  }
});

Deno.test("learning rates may be schedules, whose steps count from 1", () => {
  const seen: number[] = [];
  const learningRate = (step: number) => {
    seen.push(step);
    return 1 / step;
  };
  const bare = sgd({ learningRate });
  seen.length = 0;
  assertEquals(path(bare, [1, 1, 2]).map(({ weight }) => weight), [0, -0.5, -0.5 - 2 / 3]);
  assertEquals(seen, [1, 2, 3]);
  assertThrows(
    () => path(adam({ learningRate: (step) => step < 3 ? 0.1 : NaN }), [1, 1, 1]),
    RangeError,
    "learningRate must be a number of at least 0 at each step, but found NaN at step 3",
  );
});

Deno.test("clipped() shortens what is too long to the norm, and leaves the rest to the bit", () => {
  const plain = sgd({ learningRate: 1 });
  const steps = (optimizer: Optimizer<RuleState>, weight: number, bias: number) => {
    const start = at(0, 0);
    const { network } = optimizer.update(start, slopes(weight, bias), optimizer.init(start));
    return parametersIn(network);
  };
  assertEquals(steps(clipped(plain, { norm: 1 }), 3, -4).map((x) => x.toFixed(12)), [
    "-0.600000000000",
    "0.800000000000",
  ]);
  assertEquals(steps(clipped(plain, { norm: 5 }), 3, -4), [-3, 4]);
  assertEquals(steps(clipped(plain, { norm: 1 }), 0, 0), steps(plain, 0, 0));
  // Twice clipped is clipped to the smaller.
  for (const [inner, outer] of [[1, 2], [2, 1]] as const) {
    const twice = clipped(clipped(plain, { norm: inner }), { norm: outer });
    assertAlmostEquals(Math.hypot(...steps(twice, 3, -4)), 1, 1e-15);
  }
  assertEquals(steps(clipped(plain, { norm: 1 }), NaN, 1), [NaN, NaN]);
});

Deno.test("clipped() clips before the rule sees the gradient, and decay is not clipped", () => {
  const optimizer = clipped(decayed(sgd({ learningRate: 0.5 }), { weightDecay: 1 }), { norm: 1 });
  // 1 − ½ (1 / √2) − ½
  const [{ weight, bias }] = path(optimizer, [100]) as [{ weight: number; bias: number }];
  assertAlmostEquals(weight, 0.5 - Math.SQRT1_2 / 2, 1e-15);
  assertAlmostEquals(bias, 1 - Math.SQRT1_2 / 2, 1e-15);
});

Deno.test("updates change nothing that was passed in", () => {
  for (const { optimizer } of WORKED) {
    const net = at(1, 2), gradients = slopes(3, 4);
    const { state } = optimizer.update(net, gradients, optimizer.init(net));
    const before = bitsOf([net, gradients, state]);
    optimizer.update(net, gradients, state);
    assertEquals(bitsOf([net, gradients, state]), before);
  }
});

Deno.test("optimizers refuse what is out of range", () => {
  const refused: readonly (readonly [() => unknown, string])[] = [
    [() => sgd({ learningRate: 1, momentum: 1 }), "momentum must be a number from 0 to below 1"],
    [() => sgd({ learningRate: 1, momentum: -0.1 }), "but found -0.1"],
    [() => sgd({ learningRate: 1, nesterov: true }), "nesterov needs a momentum"],
    [() => rmsprop({ learningRate: 0 }), "learningRate must be a positive number, but found 0"],
    [() => rmsprop({ rho: 1 }), "rho must be"],
    [() => adam({ beta1: NaN }), "beta1 must be"],
    [() => adam({ beta2: 1.5 }), "beta2 must be"],
    // It would be 0 in float32, and 0 / 0 where there is no gradient.
    [() => adam({ epsilon: 1e-45 }), "epsilon must be a number of at least 2^-126"],
    [() => adagrad({ epsilon: 0 }), "epsilon must be a number of at least 2^-126"],
    [() => adadelta({ rho: 1 }), "rho must be a number from 0 to below 1"],
    [() => adadelta({ epsilon: 0 }), "epsilon must be a number of at least 2^-126"],
    [() => nadam({ beta1: 1 }), "beta1 must be"],
    [() => nadam({ beta2: 1 }), "beta2 must be"],
    [() => nadam({ momentumDecay: -1 }), "momentumDecay must be a number of at least 0"],
    [() => lion({ beta1: 1 }), "beta1 must be"],
    [() => lion({ beta2: -1 }), "beta2 must be"],
    [() => adamw({ weightDecay: -1 }), "weightDecay must be a number of at least 0"],
    [() => clipped(adam(), { norm: 0 }), "norm must be a positive number, but found 0"],
  ];
  for (const [make, message] of refused) assertThrows(make, RangeError, message);
  const no = "no" as unknown as boolean; // which would count as true
  assertThrows(
    () => sgd({ learningRate: 1, momentum: 0.5, nesterov: no }),
    TypeError,
    'nesterov must be true or false, but found "no"',
  );
  assertThrows(() => adam({ amsgrad: no }), TypeError, "amsgrad must be true or false");
  const { rule: _, ...ruleless } = adam();
  assertThrows(
    () => clipped(ruleless, { norm: 1 }),
    TypeError,
    "clipped needs an optimizer made from",
  );
  const changed = { ...adam(), update: sgd({ learningRate: 1 }).update } as typeof ruleless;
  assertThrows(
    () => clipped(changed, { norm: 1 }),
    TypeError,
    "but found adam with an update that is not of its rule",
  );
  const bare = optimizerFromRule("mine", { ...adam().rule!, shared: () => ({ size: 1 }) });
  assertThrows(() => decayed(bare, { weightDecay: 1 }), TypeError, "as mine does not");
});
