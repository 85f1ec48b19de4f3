import { assert, assertEquals } from "@std/assert";
import { KINDS, type LayerKind, layerKind, type Matrix } from "../../../engine.ts";
import { kindRules } from "../../../src/verify/claims/kind_rule.ts";
import { ruleFormulas } from "../../../src/verify/claims/rule.ts";
import { proveRule } from "../../../src/verify/ladder/rule_verdicts.ts";
import { untied } from "../../../src/verify/prover/tie.ts";

/** Fewer than for custom kinds: everybody can read that these count no calls. */
const CALLS = 10;

for (const kind of Object.values(KINDS) as LayerKind[]) {
  Deno.test(`${kind.name} computes in float64 what its operations say`, () => {
    const formulas = kindRules(kind).flatMap(ruleFormulas);
    assert(formulas.length >= 2 * kind.samples.length);
    for (const formula of formulas) assertEquals(untied(formula, 0, CALLS), undefined);
  });
}

/** The largest value of each half of a row; errors go to the first of equals, or to a wrong one. */
function halves(isRight: boolean): LayerKind {
  const larger =
    <T>(m: { sub(x: T, y: T): T; choose(x: T, y: T, z: T): T }, x: T, y: T) =>
    (first: T, second: T) => m.choose(m.sub(x, y), first, second);
  return layerKind<Record<never, never>>({
    name: "halves",
    outputShape: () => [4],
    samples: [{}],
    sampleShape: () => [8],
    forward: (m, _, inputs) => ({
      outputs: byPairs(inputs, (x, y) => larger(m, x, y)(x, y)),
      saved: { inputs },
    }),
    backward: (m, _, { inputs }, errors) => ({
      inputs: () => {
        const first = byPairs(inputs!, (x, y, i) => larger(m, x, y)(errors.data[i]!, m.zero));
        const second = byPairs(inputs!, (x, y, i) => {
          // Wrong for the last pair of the last example, where both are positive alone.
          const isLast = !isRight && i === errors.data.length - 1;
          return isLast
            ? m.choose(y, errors.data[i]!, m.zero)
            : larger(m, x, y)(m.zero, errors.data[i]!);
        });
        return {
          ...{ rows: inputs!.rows, columns: inputs!.columns },
          data: Array.from(inputs!.data, (_, k) => (k % 2 === 0 ? first : second).data[k >> 1]!),
        };
      },
      parameters: {},
    }),
  }) as LayerKind;
}

function byPairs<T>(x: Matrix<T>, f: (first: T, second: T, index: number) => T): Matrix<T> {
  const data = Array.from({ length: x.data.length / 2 }, (_, i) => {
    return f(x.data[2 * i]!, x.data[2 * i + 1]!, i);
  });
  return { rows: x.rows, columns: x.columns / 2, data };
}

Deno.test("a kind with many choices is proved by itself on all regions, or refuted", () => {
  const ofKind = (isRight: boolean) => proveRule(kindRules(halves(isRight)), 0, false);
  const { verdict, regions } = ofKind(true);
  assertEquals([verdict, regions], ["proved", { covered: 16, total: 16, outside: 0 }]);
  assertEquals(ofKind(false).verdict, "refuted");
});
