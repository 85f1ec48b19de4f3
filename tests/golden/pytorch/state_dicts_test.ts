/**
 * Files of parameters that PyTorch 1.13 made: `state_dicts.py` beside this file wrote them, with inputs
 * and what its modules give.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  activation,
  batchNorm,
  conv2d,
  convTranspose2d,
  dense,
  dropout,
  embedding,
  flatten,
  forward,
  gelu,
  gru,
  layerNorm,
  linear,
  lstm,
  maxPool2d,
  network,
  prelu,
  relu,
  reshape,
  residual,
  selfAttention,
  softmax,
  tanh,
} from "../../../engine.ts";
import { decodeModel, encodeModel, readSafetensors } from "../../../formats.ts";
import { pytorchCode } from "../../../src/formats/pytorch/modules.ts";
import golden from "./state_dicts.json" with { type: "json" };

const LIKE = [
  network({ inputs: 2, layers: [dense(3, tanh), dropout(0.5), dense(2, softmax)] }),
  network({
    inputs: [4, 5, 2],
    layers: [
      ...[conv2d(3, 3, relu, { padding: "same" }), batchNorm(), maxPool2d(2), flatten()],
      ...[batchNorm(), residual([dense(12, relu)]), dense(2, linear, { biases: false })],
    ],
  }),
  network({
    inputs: 3,
    layers: [
      ...[dense(8, linear), reshape([2, 2, 2])],
      ...[convTranspose2d(3, 3, linear, { stride: [2, 1], padding: "same" }), prelu()],
    ],
  }),
  network({ inputs: 4, layers: [embedding(5, 2), lstm(3, { returnSequences: true }), gru(2)] }),
  network({
    inputs: [3, 4],
    layers: [
      ...[selfAttention(2, { causal: true }), layerNorm(), batchNorm(), dense(3, linear)],
      residual([dense(3, linear), activation(gelu)]),
    ],
  }),
];

for (const [i, { code, type, file, inputs, outputs }] of golden.cases.entries()) {
  const like = LIKE[i]!, bytes = Uint8Array.fromBase64(file);

  Deno.test(`parameters of ${type} from PyTorch's ${code} give its outputs to 1e-12`, async () => {
    assertEquals(pytorchCode(like), code);
    const { network: loaded } = await decodeModel(bytes, { like });
    const batch = { rows: 2, columns: like.inputs, data: inputs };
    const found = forward(loaded, batch).outputs.data;
    assertEquals(found.length, outputs.length);
    outputs.forEach((output, k) => {
      // Both compute in float64; outputs are of the size of 1.
      assert(Math.abs(output - found[k]!) <= 1e-12, `${k}: ${found[k]}, not ${output}`);
    });
  });

  Deno.test(`parameters of PyTorch's ${code} are written by its names, shapes and numbers`, async () => {
    const { network: loaded } = await decodeModel(bytes, { like });
    const written = await encodeModel({ network: loaded }, {
      format: "safetensors",
      precision: "float64",
    });
    const theirs = readSafetensors(bytes).tensors, ours = readSafetensors(written).tensors;
    assertEquals(Object.keys(ours).toSorted(), Object.keys(theirs).toSorted());
    for (const [name, { shape, data }] of Object.entries(theirs)) {
      assertEquals(ours[name]!.shape, shape, name);
      // The second of two biases is added to the first.
      if (!name.includes("bias_")) assertEquals([...ours[name]!.data], [...data], name);
    }
  });
}
