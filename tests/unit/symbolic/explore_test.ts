import { assertEquals, assertThrows } from "@std/assert";
import { type Ask, explore, leavesOf, type Tree } from "../../../src/symbolic/algebra/explore.ts";
import { TooLarge } from "../../../src/symbolic/algebra/too_large.ts";

/** The largest of three, told apart by questions. */
function largest(ask: Ask<string>): string {
  const isAbove = (x: string, y: string) => ask(`${x}>${y}`, `${x} > ${y}`);
  const top = isAbove("a", "b") ? "a" : "b";
  return isAbove(top, "c") ? top : "c";
}

Deno.test("explore() asks only what comes up, and answers it both ways", () => {
  const tree = explore(largest) as Extract<Tree<string, string>, { question: string }>;
  assertEquals(tree.question, "a > b");
  assertEquals((tree.yes as typeof tree).question, "a > c");
  assertEquals((tree.no as typeof tree).question, "b > c");
  assertEquals(leavesOf(tree), ["a", "c", "b", "c"]);
});

Deno.test("explore() gives one answer to a question that is asked twice", () => {
  const results = leavesOf(explore((ask: Ask<null>) => [ask("q", null), ask("q", null)].join()));
  assertEquals(results, ["true,true", "false,false"]);
});

Deno.test("explore() of what asks nothing has a single leaf", () => {
  assertEquals(explore(() => 1), { result: 1 });
});

Deno.test("explore() gives up on too many cases", () => {
  const run = (ask: Ask<null>) => {
    for (let question = 0; question < 30; question++) ask(question, null);
  };
  assertThrows(() => explore(run), TooLarge, "more than 256 cases");
  assertThrows(() => explore(largest, 3), TooLarge, "more than 3 cases");
});
