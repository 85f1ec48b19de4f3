import { assertEquals } from "@std/assert";
import { dense, network, softmax, summary, tanh } from "../../../engine.ts";

const layers = [dense(32, tanh, { dropout: 0.2 }), dense(10, softmax)];
const net = network({ inputs: 784, layers, seed: 1 });

Deno.test("summary() is a table for people", () => {
  assertEquals(
    `${summary(net)}`,
    [
      "784-32 tanh-dropout 0.2-10 softmax",
      "layer  inputs  units  kind           parameters  multiply-adds",
      "    1     784     32  dense tanh         25,120         25,088",
      "    2      32     32  dropout 0.2             0              0",
      "    3      32     10  dense softmax         330            320",
      "                                         25,450         25,408",
    ].join("\n"),
  );
});

Deno.test("summary() is plain data for JSON", () => {
  assertEquals(JSON.parse(JSON.stringify(summary(net))), {
    inputs: 784,
    layers: [
      {
        kind: "dense",
        options: { units: 32 },
        ...{ inputs: 784, units: 32, shape: [32], activation: "tanh" },
        ...{ parameters: 25120, multiplyAdds: 25088 },
      },
      {
        ...{ kind: "dropout", options: { rate: 0.2 }, inputs: 32, units: 32, shape: [32] },
        ...{ parameters: 0, multiplyAdds: 0 },
      },
      {
        kind: "dense",
        options: { units: 10 },
        ...{ inputs: 32, units: 10, shape: [10], activation: "softmax" },
        ...{ parameters: 330, multiplyAdds: 320 },
      },
    ],
    parameters: 25450,
    multiplyAdds: 25408,
  });
});
