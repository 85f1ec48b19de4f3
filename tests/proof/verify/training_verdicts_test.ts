import { assert, assertEquals, assertMatch } from "@std/assert";
import { relu } from "../../../src/nn/activations/relu.ts";
import { softmax } from "../../../src/nn/activations/softmax.ts";
import { tanh } from "../../../src/nn/activations/tanh.ts";
import { mapEntries } from "../../../src/core/matrix/matrix.ts";
import { network } from "../../../src/engine/network.ts";
import { conv2d } from "../../../src/nn/layers/conv2d.ts";
import { maxPool2d, maxPool2dKind } from "../../../src/nn/layers/max_pool2d.ts";
import { dense } from "../../../src/nn/layers/dense.ts";
import { dropout } from "../../../src/nn/layers/dropout.ts";
import { categoricalCrossEntropy } from "../../../src/nn/losses/categorical_cross_entropy.ts";
import type { Loss } from "../../../src/nn/losses/loss.ts";
import { regularizer } from "../../../src/nn/regularizers/regularizer.ts";
import { l2 } from "../../../src/nn/regularizers/regularizers.ts";
import { type Training, verifyTraining } from "../../../src/verify/ladder/training_verdicts.ts";

const loss = categoricalCrossEntropy;
const training: Training = {
  inputs: 784,
  layers: [dense(32, tanh), dropout(0.5), dense(16, relu), dense(10, softmax)],
  loss,
};

/** The claims of a training and their verdicts, without the name of what they are of. */
function claimsOf(of: Training): (readonly [subject: string, verdict: string])[] {
  return verifyTraining(of, 3).verdicts.map(({ subject, verdict }) => [subject, verdict] as const);
}

Deno.test("verifyTraining() proves what a training uses, and says in which shapes", () => {
  const { verdicts, check } = verifyTraining({ ...training, regularizer: l2(0.01) }, 3);
  for (const { subject, verdict } of verdicts) assertEquals(verdict, "proved", subject);
  const subjects = verdicts.map(({ subject }) => subject).join("\n");
  for (const part of ["tanh", "relu", "l2", "softmax with categoricalCrossEntropy"]) {
    assert(subjects.includes(`${part}`), `${part}: ${subjects}`);
  }
  // Neither is used apart from the other.
  assert(!/^softmax:|^categoricalCrossEntropy:/m.test(subjects), subjects);
  assertMatch(`${verdicts.at(-1)!.shapes}`, /^rows of 3; layers of up to 8, batches of up to 5$/);
  assert(check!.passed);
});

Deno.test("verifyTraining() refutes an error that is wrong in rows of the training's own length", () => {
  const [pair] = loss.pairs;
  const wrong: Loss = {
    ...loss,
    pairs: [{
      ...pair!,
      error: (m, at, y) => {
        const error = pair!.error(m, at, y);
        return y.length === 10 ? error.map((x) => m.add(x, x)) : error;
      },
    }],
  };
  assertEquals(claimsOf({ ...training, loss: wrong }).at(-1)![1], "refuted");
  // It has rows of four, and none of ten.
  const other = { ...training, layers: [dense(32, tanh), dense(4, softmax)], loss: wrong };
  assertEquals(claimsOf(other).at(-1)![1], "proved");
});

Deno.test("verifyTraining() refutes a regularizer with a wrong slope", () => {
  const half = regularizer({
    name: "half",
    value: (m, w) => m.mul(w, w),
    slope: (_, w) => w,
  });
  const claims = claimsOf({ ...training, regularizer: half });
  const [, verdict] = claims.find(([subject]) => subject.startsWith("half: its slope"))!;
  assertEquals([verdict, claims.at(-1)![1]], ["refuted", "refuted"]);
});

Deno.test("verifyTraining() proves the loss by itself where the pair was of another gradient", () => {
  // A copy with a gradient of its own has no pair, so that the engine uses the gradient.
  const wrong: Loss = { ...loss, gradient: (m, { a }) => a.map(() => m.one) };
  const claims = claimsOf({ ...training, loss: wrong });
  assert(claims.some(([subject]) => subject.startsWith("categoricalCrossEntropy: its gradient")));
  assertEquals(claims.at(-1)![1], "refuted");
});

Deno.test("verifyTraining() proves each kind that takes images, and refutes the training by it", () => {
  const planned = [conv2d(8, 3, relu), maxPool2d(2), conv2d(16, 3, relu), dense(10, softmax)];
  const images = { ...training, ...network({ inputs: [28, 28, 1], layers: planned, seed: 1 }) };
  const proved = claimsOf(images);
  for (const [subject, verdict] of proved) assertEquals(verdict, "proved", subject);
  const { backward } = maxPool2dKind;
  const kind: typeof maxPool2dKind = {
    ...maxPool2dKind,
    backward: (m, ...rest) => {
      const { inputs, ...right } = backward!(m, ...rest);
      return { ...right, inputs: () => mapEntries(inputs(), (error) => m.add(error, error)) };
    },
  };
  const layers = images.layers.map((layer) =>
    layer.kind === maxPool2dKind ? { ...layer, kind } : layer
  );
  const wrong = claimsOf({ ...images, layers: layers as Training["layers"] });
  assertEquals(wrong.length, proved.length);
  assertEquals(wrong.at(-1)![1], "refuted");
});
