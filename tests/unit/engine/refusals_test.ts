import { assertEquals } from "@std/assert";
import {
  dense,
  embedding,
  flatten,
  forward,
  gradients,
  hessianTimes,
  KINDS,
  layer,
  layerKind,
  type LayerPlan,
  leakyRelu,
  linear,
  matrix,
  network,
  residual,
  summary,
  sumOfSquaredErrors as loss,
  tanh,
} from "../../../engine.ts";
import { decide } from "../../../metrics.ts";
import { sgd } from "../../../train.ts";
import { type Refused, testRefused } from "../../support/refused.ts";

const batch = { inputs: matrix([[1, 2]]), targets: matrix([[1, 2]]) };

/** A kind that passes its inputs on, with other members. */
const kind = (members: object) =>
  layerKind({
    name: "own",
    outputShape: (_: unknown, inputs: readonly number[]) => inputs,
    parameterShapes: () => ({}),
    forward: (_: unknown, __: unknown, x: unknown) => ({ outputs: x, saved: {} }),
    backward: (_: unknown, __: unknown, ___: unknown, errors: unknown) => ({
      ...{ inputs: () => errors, parameters: {} },
    }),
    ...members,
  } as never);

const of = (members: object) => network({ inputs: 2, layers: [layer(kind(members), {})] });
const twice = (members: object) => {
  const own = layer(kind(members), {});
  return network({ inputs: 2, layers: [own, own] });
};
const flat = network({ inputs: 2, layers: [flatten()] });

/** Kinds, layers and arguments that are wrong, and what their errors say. */
const WRONG: readonly Refused[] = [
  [
    "a kind that gives a number for its shapes",
    () => of({ parameterShapes: () => 3 }),
    TypeError,
    "must give a record of shapes, but found 3",
  ],
  [
    "a kind with a parameter of three dimensions",
    () => of({ parameterShapes: () => ({ w: [1, 2, 3] }) }),
    TypeError,
    "must give w as [rows, columns], but found [1, 2, 3]",
  ],
  [
    "a kind with a parameter of a number",
    () => of({ parameterShapes: () => ({ w: 3 }) }),
    TypeError,
    "must give w as [rows, columns], but found 3",
  ],
  [
    "a kind whose offsets are no parameters",
    () => of({ offsets: ["b"] }),
    TypeError,
    'must name its parameters (none), but found "b"',
  ],
  [
    "a kind whose state has the name of a parameter",
    () => of({ parameterShapes: () => ({ w: [1, 2] }), stateShapes: () => ({ w: [1, 2] }) }),
    TypeError,
    'must not have the name of a parameter, but found "w"',
  ],
  [
    "a kind whose backward returns nothing",
    () => gradients(twice({ backward: () => undefined }), batch, loss),
    TypeError,
    "must return a function inputs, but found undefined",
  ],
  [
    "a kind whose backward returns derivatives of what it does not have",
    () => gradients(of({ backward: () => ({ parameters: { w: batch.inputs } }) }), batch, loss),
    TypeError,
    'derivatives by its parameters (none), but found "w"',
  ],
  [
    "a direction by what a layer does not have",
    () => hessianTimes(flat, batch, loss, [{ w: batch.inputs }]),
    TypeError,
    'must be by its parameters (none), but found "w"',
  ],
  [
    "a direction without a layer",
    () => hessianTimes(dense1(), batch, loss, [undefined] as never),
    TypeError,
    "weights in the direction of layer 1",
  ],
  [
    "a nested layer with a member that it does not have",
    () => layer(KINDS.residual, { layers: [{ ...plainOf(dense(2, tanh)), name: "it" }] } as never),
    TypeError,
    'layer 1 of residual has no member "name"',
  ],
  [
    "a nested layer that is missing",
    () => residual([undefined as never]),
    TypeError,
    "",
  ],
  [
    "an initializer that draws too few numbers",
    () => drawn(() => [1]),
    RangeError,
    "must draw 4 finite weights for layer 1, but drew 1",
  ],
  [
    "an initializer that draws what is not finite",
    () => drawn(() => [1, 2, 3, NaN]),
    RangeError,
    "but drew 4, not all finite",
  ],
  [
    "a threshold that is not a number",
    () => decide(batch.inputs, { threshold: [0.5, NaN] }),
    RangeError,
    "A threshold must be a number, but found 0.5, NaN",
  ],
  [
    "a threshold for another number of outputs",
    () => decide(batch.inputs, { threshold: [0.5] }),
    TypeError,
    "one threshold for each of 2 outputs, but found 1",
  ],
  [
    "an update by the gradients of another network",
    () => {
      const optimizer = sgd({ learningRate: 1 }), net = dense1();
      optimizer.update(net, { cost: 0, layers: [] }, optimizer.init(net));
    },
    TypeError,
    "must be of this network: (none) for weights of layer 1",
  ],
  [
    "options of a kind that throw an error of another class, as it is",
    () =>
      layer(
        kind({
          options: () => {
            throw new SyntaxError("a bug");
          },
        }),
        {},
      ),
    SyntaxError,
    "a bug",
  ],
];

function dense1() {
  return network({ inputs: 2, layers: [dense(2, linear)], seed: 1 });
}

function plainOf({ kind, options, activation }: LayerPlan): object {
  return { kind, options, activation };
}

function drawn(weights: () => number[]) {
  const initializer = { name: "own", weights } as never;
  return network({ inputs: 2, layers: [dense(2, linear, { initializer })] });
}

testRefused("the engine refuses", WRONG);

Deno.test("leakyRelu of slope 1 is the identity, and has no kink", () => {
  const f = leakyRelu({ slope: 1 }), inputs = matrix([[-2, 3]]);
  assertEquals([f.kinks, leakyRelu({ slope: 0.5 }).kinks], [[], [0]]);
  const [straight, line] = [f, linear].map((activation) => {
    return forward(network({ inputs: 2, layers: [dense(2, activation)], seed: 1 }), inputs).outputs;
  });
  assertEquals(straight!.rows, line!.rows);
});

Deno.test("summary() counts no products of an embedding, which only looks rows up", () => {
  const { layers, multiplyAdds } = summary(network({ inputs: 3, layers: [embedding(7, 2)] }));
  assertEquals([layers[0]!.multiplyAdds, multiplyAdds, layers[0]!.parameters], [0, 0, 14]);
});
