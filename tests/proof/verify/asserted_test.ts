import { assert, assertEquals } from "@std/assert";
import { expressions, type Operation } from "../../../src/core/arithmetic/expression.ts";
import { binaryCrossEntropy } from "../../../src/nn/losses/binary_cross_entropy.ts";
import { poisson } from "../../../src/nn/losses/poisson.ts";
import { proveGradient, provePair } from "../../../src/verify/ladder/formula_verdicts.ts";
import { assertedBy } from "../../../src/verify/prover/asserted.ts";

Deno.test("assertedBy() takes outputs to lie in a domain whose end belongs to it: 0 < a < 1", () => {
  const m = expressions(), a = m.variable("a"), y = m.variable("y");
  const value = binaryCrossEntropy.value(m, { a: [a], y: [y] }) as Operation;
  const [positive] = value.operands;
  const { guards, nodes } = assertedBy([value])[0]!;
  assertEquals(positive, m.choose(a, m.sub(m.one, a), a));
  assertEquals([guards.get(positive!), guards.get(a)], [1, 1]);
  assert(nodes.has(m.xlogy(y, a)));
});

Deno.test("assertedBy() asserts what a choice returns only if it does so at 0, too", () => {
  const m = expressions(), x = m.variable("x"), y = m.variable("y"), z = m.variable("z");
  const choice = m.choose(x, y, m.choose(m.neg(x), m.constant(NaN), z));
  const { guards, nodes } = assertedBy([choice])[0]!;
  assertEquals(guards.get(x), 1);
  assertEquals([x, y, z].map((each) => nodes.has(each)), [true, false, false]);
});

Deno.test("assertedBy() tells the sign of 1 + x, which log1p needs, from that of x", () => {
  const m = expressions(), x = m.variable("x"), log = m.log1p(x);
  const { guards } = assertedBy([log])[0]!;
  assertEquals([guards.get(log), guards.get(x)], [1, undefined]);
});

Deno.test("losses are proved inside their domain alone, where its end belongs to it", () => {
  for (const loss of [binaryCrossEntropy, poisson]) {
    for (const finding of [proveGradient(loss, 5), provePair(loss.pairs[0]!.activation, loss, 5)]) {
      assertEquals([finding.verdict, finding.regions.outside], ["proved", 0], finding.subject);
    }
  }
});
