import { assert, assertEquals } from "@std/assert";
import { climbTimed } from "../../scripts/support/ladder_worker.ts";

Deno.test("climbTimed() reports each stage once it has ended, once in each call", () => {
  const ended: string[] = [];
  for (let call = 1; call <= 2; call++) {
    const { paper } = climbTimed(["paper"], { seed: 1, all: false }, (stage, seconds) => {
      assert(seconds >= 0);
      ended.push(stage);
    });
    assert(paper.length > 0);
    assertEquals(ended, Array(call).fill("the paper's equations"));
  }
});
