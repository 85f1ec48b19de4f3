import { assert, assertEquals } from "@std/assert";
import { type ActivationName, ACTIVATIONS } from "../../src/activations/activations.ts";
import { elementwise } from "../../src/activations/activation.ts";
import { degrees } from "../../src/arithmetic/degree.ts";
import { log2FalsePass } from "../../src/arithmetic/false_pass.ts";
import { residues } from "../../src/arithmetic/residue.ts";
import { LOSSES } from "../../src/losses/losses.ts";
import type { Loss } from "../../src/losses/loss.ts";
import type { BackwardOptions } from "../../src/network/backward.ts";
import { byEntries, type Matrix } from "../../src/matrix/matrix.ts";
import type { Arithmetic } from "../../src/arithmetic/arithmetic.ts";
import { randomKey } from "../../src/random/random.ts";
import { bothSides, drawNetwork, type Shape } from "../support/drawn_network.ts";
import { pattern } from "../support/pieces.ts";

const NAMES = Object.keys(ACTIVATIONS) as ActivationName[];
const PATTERNS = 5;

/** What became of the comparison on each of some pieces. */
function outcomes(
  shape: Shape,
  loss: Loss,
  options: Pick<BackwardOptions<unknown>, "equations"> = {},
  patterns = PATTERNS,
): Readonly<Record<"equal" | "different" | "outside", number>> {
  const counts = { equal: 0, different: 0, outside: 0 };
  for (let n = 0; n < patterns; n++) {
    const m = residues({ key: randomKey(n), signs: pattern(n) });
    const { got, expected } = bothSides(m, drawNetwork(m, shape, n), loss, options);
    if (got.fault !== undefined || expected.fault !== undefined) counts.outside++;
    else counts[m.equal(got, expected) ? "equal" : "different"]++;
  }
  return counts;
}

for (const hidden of NAMES) {
  for (const output of NAMES) {
    for (const loss of Object.values(LOSSES)) {
      const shape: Shape = { inputs: 3, layers: [[4, hidden], [3, output]], batch: 2 };

      Deno.test(`backward() of ${hidden} × ${output} × ${loss.name} is the derivative of the cost`, () => {
        const { equal, different, outside } = outcomes(shape, loss);
        assertEquals(different, 0);
        assert(equal > 0);
        assertEquals(equal + outside, PATTERNS);
        if (loss.domain === undefined) assertEquals(outside, 0);
      });

      Deno.test(`a proof of ${hidden} × ${output} × ${loss.name} is wrong once in 2^80 at most`, () => {
        const m = residues({ key: randomKey(0), signs: pattern(0) });
        bothSides(m, drawNetwork(m, shape, 0), loss);
        const d = degrees();
        const { got, expected } = bothSides(d, drawNetwork(d, shape, 0), loss);
        const size = {
          degree: d.sub(got, expected).numerator,
          relations: m.relations,
          relationDegree: d.relationDegree,
        };
        assert(log2FalsePass(size, { prime: m.prime, trials: 1 }) <= -80);
      });
    }
  }
}

Deno.test("backward() of four layers with nested exponentials is the derivative of the cost", () => {
  const shape: Shape = {
    inputs: 2,
    layers: [[3, "softmax"], [3, "sigmoid"], [2, "tanh"], [2, "softmax"]],
    batch: 2,
  };
  for (const loss of Object.values(LOSSES)) {
    assertEquals(outcomes(shape, loss), { equal: PATTERNS, different: 0, outside: 0 });
  }
});

Deno.test("backward() of 784-32-16-10 is the derivative of the cost, but for a chance of 2^-80", () => {
  const shape: Shape = {
    inputs: 784,
    layers: [[32, "tanh"], [16, "tanh"], [10, "softmax"]],
    batch: 2,
  };
  const loss = LOSSES.categoricalCrossEntropy;
  const m = residues({ key: randomKey(1) });
  const { got, expected } = bothSides(m, drawNetwork(m, shape, 1), loss);
  assert(m.equal(got, expected));
  const d = degrees();
  const bounds = bothSides(d, drawNetwork(d, shape, 1), loss);
  const size = {
    degree: d.sub(bounds.got, bounds.expected).numerator,
    relations: m.relations,
    relationDegree: d.relationDegree,
  };
  assert(log2FalsePass(size, { prime: m.prime, trials: 1 }) <= -80);
});

Deno.test("an activation made of logarithms is differentiated: softplus and its slope", () => {
  const softplus = elementwise({
    name: "softplus",
    value: (m, z) => {
      const size = m.choose(z, m.neg(z), z); // −|z|
      return m.add(m.choose(z, z, m.zero), m.log1p(m.exp(size)));
    },
    slope: (m, { z }) => ACTIVATIONS.sigmoid.value(m, z),
  });
  const shape: Shape = { inputs: 2, layers: [[3, softplus], [2, softplus]], batch: 2 };
  const expected = { equal: PATTERNS, different: 0, outside: 0 };
  assertEquals(outcomes(shape, LOSSES.sumOfSquaredErrors), expected);
});

/** m times the entries of a matrix. */
function scaled<T>(m: Arithmetic<T>, factor: number, matrix: Matrix<T>): Matrix<T> {
  return byEntries(m, matrix, (index) => m.mul(m.constant(factor), matrix.data[index]!));
}

const MUTANTS: Readonly<Record<string, BackwardOptions<unknown>["equations"]>> = {
  "the batch mean lost": {
    biasGradient: (m, errors) => {
      const mean = { rows: 1, columns: errors.columns };
      return byEntries(m, mean, (j) => {
        let sum = m.zero;
        for (let i = 0; i < errors.rows; i++) {
          sum = m.add(sum, errors.data[i * errors.columns + j]!);
        }
        return sum;
      });
    },
  },
  "errors off in the sixth digit": {
    errorsBelow: (m, layer, errors, below, at) => {
      const { data } = layer.weights;
      const product = byEntries(
        m,
        { rows: errors.rows, columns: layer.weights.columns },
        (index) => {
          const [i, k] = [Math.floor(index / layer.weights.columns), index % layer.weights.columns];
          let sum = m.zero;
          for (let j = 0; j < layer.units; j++) {
            const weight = data[j * layer.weights.columns + k]!;
            sum = m.add(sum, m.mul(errors.data[i * errors.columns + j]!, weight));
          }
          const a = at.a.data[index]!, z = at.z.data[index]!;
          if (below.activation.kind !== "elementwise") return sum;
          return m.mul(sum, below.activation.slope(m, { z, a }));
        },
      );
      return scaled(m, 1.000001, product);
    },
  },
};

for (const [name, equations] of Object.entries(MUTANTS)) {
  Deno.test(`backward() with ${name} is not the derivative on any piece`, () => {
    const shape: Shape = { inputs: 3, layers: [[4, "tanh"], [3, "sigmoid"]], batch: 2 };
    const found = outcomes(shape, LOSSES.sumOfSquaredErrors, { equations: equations! });
    assertEquals(found, { equal: 0, different: PATTERNS, outside: 0 });
  });
}
