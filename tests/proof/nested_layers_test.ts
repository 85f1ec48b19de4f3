import { assert } from "@std/assert";
import {
  dense,
  gru,
  layerNorm,
  linear,
  network,
  residual,
  selfAttention,
  sumOfSquaredErrors,
  verifyGradients,
} from "../../mod.ts";

Deno.test("networks of nested layers over steps are proved, activations inside by composition", () => {
  const inside = [layerNorm(), selfAttention(1, { causal: true })];
  const net = network({
    inputs: [2, 2],
    layers: [residual(inside), residual([gru(2, { returnSequences: true })]), dense(1, linear)],
  });
  const { verdicts } = verifyGradients({ network: net, losses: [sumOfSquaredErrors], seed: 1 });
  assert(
    verdicts.every(({ verdict }) => verdict === "proved"),
    `${verdicts.map((v) => v.verdict)}`,
  );
});
