import { assertEquals } from "@std/assert";
import { dense, network, softmax, summary, tanh } from "../../../mod.ts";

const layers = [dense(32, tanh, { dropout: 0.2 }), dense(10, softmax)];
const net = network({ inputs: 784, layers, seed: 1 });

Deno.test("summary() is a table for people", () => {
  assertEquals(
    `${summary(net)}`,
    [
      "784-32 tanh dropout 0.2-10 softmax",
      "layer  inputs  units  activation         parameters",
      "    1     784     32  tanh, dropout 0.2      25,120",
      "    2      32     10  softmax                   330",
      "                                             25,450",
    ].join("\n"),
  );
});

Deno.test("summary() is plain data for JSON", () => {
  assertEquals(JSON.parse(JSON.stringify(summary(net))), {
    inputs: 784,
    layers: [
      { inputs: 784, units: 32, activation: "tanh", dropout: 0.2, parameters: 25120 },
      { inputs: 32, units: 10, activation: "softmax", parameters: 330 },
    ],
    parameters: 25450,
  });
});
