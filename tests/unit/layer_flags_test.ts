import { assertEquals, assertThrows } from "@std/assert";
import { dense, describeNetwork, network, softmax } from "../../engine.ts";
import { hiddenLayersOf } from "../../scripts/support/layer_flags.ts";
import { UsageError } from "../../scripts/support/command.ts";

/** The network of a flag for images of 28 × 28. */
function networkOf(text: string, dropout = 0): string {
  const { plans, ofImages } = hiddenLayersOf(text, dropout);
  const inputs = ofImages ? [28, 28, 1] : 784;
  return describeNetwork(network({ inputs, layers: [...plans, dense(10, softmax)] }));
}

Deno.test("--layers lists dense layers, and dropout follows each of them", () => {
  assertEquals(networkOf("32:tanh, 16:relu"), "784-32 tanh-16 relu-10 softmax");
  assertEquals(networkOf("32:tanh", 0.5), "784-32 tanh-dropout 0.5-10 softmax");
  assertEquals(networkOf(" "), "784-10 softmax");
});

Deno.test("--layers lists layers of images, with strides and the word same", () => {
  assertEquals(
    networkOf("conv(8,3):relu,maxPool(2),conv(16,3):relu,maxPool(2),64:relu"),
    "784-28×28×1-8 conv 3×3 relu-maxPool 2×2 stride 2×2-16 conv 3×3 relu-maxPool 2×2 stride 2×2-" +
      "64 relu-10 softmax",
  );
  assertEquals(
    networkOf("conv( 4, 3, 2, same ):tanh,averagePool(3,1,same),globalAveragePool()"),
    "784-28×28×1-4 conv 3×3 stride 2×2 same tanh-averagePool 3×3 same-globalAveragePool-10 softmax",
  );
  assertEquals(
    networkOf("8:tanh,batchNorm(),layerNorm()"),
    "784-8 tanh-batchNorm-layerNorm-10 softmax",
  );
});

Deno.test("--layers is refused unless each layer is written as --help says", () => {
  const wrong = (
    "32 0:tanh 32:swish conv(8):relu conv(8,3) conv(8,3):swish conv(8,0):relu " +
    "conv(8,3,1,1):relu conv(8,3,SAME):relu maxPool() maxPool(2):relu " +
    "batchNorm(same) globalAveragePool constructor(1) maxPool(2 32:tanh:relu " +
    "conv(same,3):relu"
  ).split(" ");
  for (const part of wrong) {
    assertThrows(() => hiddenLayersOf(`8:tanh,${part}`, 0), UsageError, `but found ${part}`);
  }
});

Deno.test("--dropout is refused without a hidden dense layer, where it has no effect", () => {
  for (const [text, found] of [["", "no hidden layer"], ["conv(8,3):relu", "conv(8,3):relu"]]) {
    const message = `--dropout needs a hidden dense layer, but found ${found}`;
    assertThrows(() => hiddenLayersOf(text!, 0.5), UsageError, message);
    hiddenLayersOf(text!, 0);
  }
  hiddenLayersOf("conv(8,3):relu,8:tanh", 0.5);
});
