import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { postOrder } from "../../core/arithmetic/evaluate.ts";
import { isFloat64, type Matrix } from "../../core/matrix/matrix.ts";
import { costOf } from "../../engine/cost.ts";
import { forward } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { entriesOf, layersOf, mapParameters } from "../../engine/parameters.ts";
import { resized } from "../../nn/layers/layer.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { decidedBy } from "../prover/asserted.ts";
import { capture } from "../prover/captured.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { type Finding, prove, undecidedBecause } from "../prover/prove.ts";
import { numbersIn } from "../prover/special_numbers.ts";
import { type Formula, untied } from "../prover/tie.ts";
import {
  costSlope,
  describePlan,
  type GenericBatch,
  type GradientPlan,
  slopesOf,
  variables,
} from "./engine_claims.ts";

/** The sizes of the small network: no more shows what is wrong at a single place. */
const SMALL = 2;

/**
 * The gradients of a plan with replaced equations, or of its step, captured as other formulas are.
 *
 * They are tied to what they compute in float64, and where they decide by what the cost does not, they
 * are compared at each place where that vanishes, in a small network. The chain rule over free functions
 * compares at random numbers alone.
 *
 * @returns `undefined` if nothing is replaced, or nothing of that is found.
 */
export function proveReplaced(plan: GradientPlan, seed: number): Finding | undefined {
  if (plan.equations === undefined && plan.step === undefined) return undefined;
  const subject = `the replaced equations, ${describePlan(plan)}`;
  const reason = untied(gradientFormula(plan), seed);
  if (reason !== undefined) return undecidedBecause(subject, reason, seed);
  const layers = plan.layers.map((layer) => resized(layer, SMALL));
  const small = { ...plan, inputs: SMALL, layers, examples: SMALL };
  // Not every kind takes every shape, and what is replaced may decide in its own shape alone.
  const found = [small, plan].find((each) => {
    return unlessThrown([RangeError, TypeError], () => decidesAnew(each)) ?? false;
  });
  if (found === undefined) return undefined;
  return prove(capturedClaim(subject, found), { seed, oneRegion: true, boundaries: "all" });
}

/** Whether gradients decide, or divide, by what the cost does not. */
function decidesAnew(plan: GradientPlan): boolean {
  const { got, derivatives } = capture(capturedClaim("", plan, () => []));
  const known = new Set(postOrder(derivatives.flatMap((each) => each ? [each.of] : [])));
  return postOrder(got).some((node) => {
    const by = decidedBy(node) ??
      ("operator" in node && node.operator === "div" && node.operands[1]);
    return by && !known.has(by) && by.operands.length > 0;
  });
}

/** The gradients entry by entry, as derivatives of the cost by the variables that parameters are. */
function capturedClaim(subject: string, plan: GradientPlan, expectedOf = slopesExpected): Claim {
  return {
    subject,
    sides: (m) => {
      const { network, batch } = variables(m, plan), { loss, regularizer, training = true } = plan;
      const { inputs, masks } = batch, moving = entriesOf(layersOf(network));
      const trace = forward(network, inputs, { arithmetic: m, masks, training });
      const of = costOf(m, network, trace, batch, loss, regularizer);
      return {
        got: slopesOf(m, network, batch, plan),
        expected: expectedOf(m, network, batch, plan),
        derivatives: moving.map((by) => ({ of, by })),
      };
    },
  };
}

function slopesExpected<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  plan: GradientPlan,
): T[] {
  const moving = entriesOf(layersOf(network));
  return moving.map((_, chosen) => {
    const direction = moving.map((_, i) => i === chosen ? m.one : m.zero);
    return costSlope(m, network, batch, plan, direction);
  });
}

/** The gradients as they run, of all parameters and the batch in one row. */
function gradientFormula(plan: GradientPlan): Formula {
  let length = 0;
  const count = <T>(m: Arithmetic<T>, next: () => T): Variables<T> => ({ ...m, variable: next });
  capture({
    subject: "",
    sides: (m) => {
      variables(count(m, () => (length++, m.variable())), plan);
      return { got: [], expected: [] };
    },
  });
  const { kinds = {}, ...equations } = plan.equations ?? {};
  return {
    name: "replaced equations",
    lengths: [length],
    places: numbersIn(...Object.values(equations), ...Object.values(kinds), plan.step),
    isBrief: true,
    read: (m, [row]) => {
      let next = 0;
      const drawn = variables(count(m, () => row![next++]!), plan);
      const asNumbers = <M extends Matrix<unknown>>(matrix: M): M =>
        isFloat64(m) ? { ...matrix, data: Float64Array.from(matrix.data as number[]) } : matrix;
      const { inputs, targets, masks, weights } = drawn.batch;
      return slopesOf(m, mapParameters(drawn.network, asNumbers, asNumbers), {
        inputs: asNumbers(inputs),
        targets: asNumbers(targets),
        weights,
        masks: masks?.map((mask) => mask && asNumbers(mask)),
      }, plan);
    },
  };
}
