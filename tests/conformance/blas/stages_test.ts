import { allByBlas, lacksBlas } from "../../support/blas.ts";
import { RUNS } from "../../support/descents.ts";
import {
  checkAgreement,
  checkDescent,
  checkExactly,
  SHAPE_CASES,
} from "../../support/executor_checks.ts";

const lacking = lacksBlas(), ignore = lacking !== "";

for (const shapeCase of SHAPE_CASES) {
  const { name, title, shape } = shapeCase;
  Deno.test({
    name: `blas agrees with the reference in what it predicts and learns: ${title}${lacking}`,
    ignore,
    fn: () => checkAgreement(allByBlas(), shapeCase),
  });

  if (shape.rounds) continue;
  Deno.test({
    name: `blas computes integers exactly: ${name}${lacking}`,
    ignore,
    fn: () => checkExactly(allByBlas(), shapeCase),
  });
}

for (const [name, descent] of Object.entries(RUNS)) {
  Deno.test({
    name: `${name}: blas agrees with the engine, twice to the same bits${lacking}`,
    ignore,
    fn: () => checkDescent(allByBlas(), descent),
  });
}
