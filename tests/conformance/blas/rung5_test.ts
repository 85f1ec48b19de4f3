import { assertEquals } from "@std/assert";
import {
  describeExact,
  differenceOf,
  EXACT_PLANS,
  exactTraining,
} from "../../../src/verify/executors/exact_steps.ts";
import { allByBlas, lacksBlas } from "../../support/blas.ts";
import { checkBoundedSteps, stepsBy } from "../../support/executor_checks.ts";

const lacking = lacksBlas(), ignore = lacking !== "", SEED = 42;

for (const plan of EXACT_PLANS) {
  Deno.test({
    name: `blas trains exactly what the engine does: ${describeExact(plan)}${lacking}`,
    ignore,
    fn: async () => {
      const training = exactTraining(plan, SEED);
      assertEquals(differenceOf(training, await stepsBy(allByBlas(), training.steps)), undefined);
    },
  });
}

Deno.test({
  name: `blas takes a step of each activation, and of each loss, within its bound${lacking}`,
  ignore,
  // Its products are sums in another order, for which the bound of wasm holds, too.
  fn: (t) => checkBoundedSteps(t, allByBlas(), SEED),
});
