/**
 * Layers against those of PyTorch 1.13: `layers.py` beside this file wrote the numbers.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  backward,
  dense,
  forward,
  KINDS,
  layer,
  type LayerKind,
  linear,
  type Network,
  network,
  reshape,
  sumOfSquaredErrors,
  withStateOf,
} from "../../../engine.ts";
import { mapParameters } from "../../../src/engine/parameters.ts";
import { largestOf } from "../../../src/core/support/largest.ts";
import golden from "./layers.json" with { type: "json" };
import { multiples } from "./multiples.ts";

/** Numbers agree within 1e-12 of a scale, by default the largest of them. */
function assertClose(
  found: ArrayLike<number>,
  expected: readonly number[],
  what: string,
  scale = largestOf(expected.map(Math.abs)),
): void {
  assertEquals(found.length, expected.length, what);
  expected.forEach((value, i) => {
    const off = Math.abs(found[i]! - value) / scale;
    assert(off <= 1e-12, `${what}[${i}] is ${found[i]}, not ${value}: off by ${off}`);
  });
}

interface Case {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly outputs: readonly number[];
  readonly evaluated: readonly number[];
  readonly below: Readonly<Record<string, readonly number[]>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly state: Readonly<Record<string, readonly number[]>>;
}

const DEFAULTS: Readonly<Record<string, object>> = {
  layerNorm: { epsilon: 1e-5 },
  batchNorm: { epsilon: 1e-5, momentum: 0.1 },
};

function networkOf({ kind, options, shape }: Case): Network {
  const size = shape.reduce((product, side) => product * side, 1);
  const of = (KINDS as unknown as Record<string, LayerKind>)[kind]!;
  const made = layer(of, { ...DEFAULTS[kind], ...options });
  const drawn = network({ inputs: 2, layers: [dense(size, linear), reshape(shape), made] });
  const seeds = [[1, 2], [], [10, 11, 12, 13]];
  return mapParameters(drawn, ({ rows, columns }, { l, name }, { parameters }) => {
    return multiples(rows, columns, seeds[l]![Object.keys(parameters).indexOf(name)]!);
  });
}

for (const one of golden.cases as unknown as Case[]) {
  const options = Object.entries(one.options).map(([name, value]) => `${name} ${value}`);
  const what = [one.kind, ...options, `on [${one.shape.join(", ")}]`].join(" ");

  Deno.test(`${what} has the outputs, gradients and statistics of PyTorch to 1e-12`, () => {
    const net = networkOf(one), inputs = multiples(5, 2, 3);
    const trace = forward(net, inputs, { training: true });
    assertClose(trace.outputs.data, one.outputs, "outputs");
    const targets = multiples(5, trace.outputs.columns, 4);
    const { layers } = backward(net, trace, targets, sumOfSquaredErrors);
    // All gradients have one scale: those by biases below a mean that is subtracted are 0 but for rounding.
    const all = [...Object.values(one.below), ...Object.values(one.gradients)].flat();
    const scale = largestOf(all.map(Math.abs));
    for (const [l, expected] of [[0, one.below], [2, one.gradients]] as const) {
      assertEquals(Object.keys(layers[l]!), Object.keys(expected));
      for (const [name, numbers] of Object.entries(expected)) {
        assertClose(layers[l]![name]!.data, numbers, name, scale);
      }
    }
    const after = withStateOf(net, trace);
    for (const [name, numbers] of Object.entries(one.state)) {
      assertClose(after.layers[2]!.state![name]!.data, numbers, name);
    }
    assertClose(forward(after, inputs).outputs.data, one.evaluated, "outputs in evaluation");
  });
}
