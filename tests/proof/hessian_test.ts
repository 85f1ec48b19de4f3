import { assert, assertEquals } from "@std/assert";
import {
  type Activation,
  ACTIVATIONS,
  dense,
  elementwise,
  type LayerPlan,
  linear,
  type Loss,
  LOSSES,
  type Matrix,
  type Network,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../engine.ts";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../../src/core/arithmetic/dual.ts";
import { mapEntries } from "../../src/core/matrix/matrix.ts";
import { meanLoss } from "../../src/engine/cost.ts";
import { forwardAlong, hessianProduct } from "../../src/engine/hessian_times.ts";
import { networkFrom } from "../../src/engine/network.ts";
import { entriesOf, fromEntries, layersOf, mapParameters } from "../../src/engine/parameters.ts";
import { prove } from "../../src/verify/prover/prove.ts";

const EXAMPLES = 2;

/** ∂²C / ∂s ∂t at θ + s u + t v, by the forward pass alone. */
function mixed<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: { readonly inputs: Matrix<T>; readonly targets: Matrix<T> },
  loss: Loss,
  u: readonly T[],
  v: readonly T[],
): T {
  const d = dual(m);
  let next = 0;
  const fixed = (matrix: Matrix<T>) => mapEntries(matrix, (x) => new Dual(x, m.zero));
  const moved = mapParameters(network, (matrix) => {
    return mapEntries(matrix, (x) => new Dual(x, u[next++]!));
  });
  const still = { inputs: fixed(batch.inputs), targets: fixed(batch.targets) };
  const along = forwardAlong(d, moved, still, v.map((x) => new Dual(x, m.zero)));
  return meanLoss(along.arithmetic, along.network, along.trace, along, loss).slope.slope;
}

/** u · H v as computed, v · H u, and what both should be. */
function findingOf(layers: readonly LayerPlan[], loss: Loss) {
  return prove({
    subject: "the Hessian is symmetric, and the second derivative of the cost",
    sides: (m) => {
      const matrix = (rows: number, columns: number): Matrix<typeof m.zero> => ({
        ...{ rows, columns },
        data: Array.from({ length: rows * columns }, () => m.variable()),
      });
      const make = ([rows, columns]: readonly [number, number]) => matrix(rows, columns);
      const network = networkFrom({ inputs: 2, layers }, make, make);
      const batch = { inputs: matrix(EXAMPLES, 2), targets: matrix(EXAMPLES, 2) };
      const parameters = layersOf(network);
      const [u, v] = [0, 1].map(() => entriesOf(parameters).map(() => m.variable()));
      const times = (x: typeof u, y: typeof u) => {
        const product = hessianProduct(m, network, batch, loss, fromEntries(m, parameters, y!));
        return entriesOf(product).map((entry, i) => m.mul(entry, x![i]!)).reduce(m.add);
      };
      const second = mixed(m, network, batch, loss, u!, v!);
      return { got: [times(u, v), times(u, v)], expected: [times(v, u), second] };
    },
  }, { seed: 0, oneRegion: true });
}

function stack(hidden: Activation, output: Activation): LayerPlan[] {
  return [dense(2, hidden), dense(2, output)];
}

for (const activation of Object.values(ACTIVATIONS)) {
  Deno.test(`hessianTimes() is proved symmetric, and right, below and above ${activation.name}`, () => {
    const { verdict, reason } = findingOf(stack(activation, linear), sumOfSquaredErrors);
    assertEquals([verdict, reason], ["proved", undefined]);
    const above = findingOf(stack(tanh, activation), sumOfSquaredErrors);
    assertEquals([above.verdict, above.reason], ["proved", undefined]);
  });
}

for (const loss of Object.values(LOSSES)) {
  Deno.test(`hessianTimes() is proved symmetric, and right, with ${loss.name}`, () => {
    const outputs = new Set([sigmoid, softmax, linear, ...loss.pairs.map((p) => p.activation)]);
    for (const output of outputs) {
      const { verdict, reason } = findingOf(stack(tanh, output), loss);
      assertEquals([verdict, reason], ["proved", undefined], output.name);
    }
  });
}

Deno.test("hessianTimes() of a wrong gradient is not symmetric, and not the second derivative", () => {
  const wrong = elementwise({ ...tanh, name: "wrong", slope: (m, { a }) => m.sub(m.one, a) });
  assertEquals(findingOf(stack(wrong, linear), sumOfSquaredErrors).verdict, "refuted");
  const right = elementwise({ ...tanh, name: "right" });
  assert(findingOf(stack(right, linear), sumOfSquaredErrors).log2FalsePass <= -80);
});
