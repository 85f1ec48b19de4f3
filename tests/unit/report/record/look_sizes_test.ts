import { assert, assertEquals } from "@std/assert";
import { summary } from "../../../../src/engine/summary.ts";
import { conv2d, dense, flatten, network, relu, softmax, tanh } from "../../../../mod.ts";
import { lookSizes } from "../../../../src/report/record/look_sizes.ts";

Deno.test("lookSizes() takes as long for any network: first fewer looks, then fewer examples", () => {
  const of = (layers: Parameters<typeof network>[0]["layers"], side = 28) =>
    lookSizes(summary(network({ inputs: [side, side, 1], layers, seed: 1 })));
  const paper = of([flatten(), dense(32, tanh), dense(16, tanh), dense(10, softmax)]);
  assertEquals(paper, { looks: 16, examples: 64 });
  const small = of([conv2d(8, 3, relu), flatten(), dense(10, softmax)]);
  assert(small.looks < 16 && small.examples === 32, JSON.stringify(small));
  const large = of([conv2d(32, 5, relu), conv2d(64, 5, relu), flatten(), dense(10, softmax)]);
  assert(large.looks === 2 && large.examples < 32, JSON.stringify(large));
  const { looks, examples } = of([conv2d(8, 3, relu), conv2d(8, 3, relu)], 512);
  assertEquals([looks, examples], [2, 4]);
});
