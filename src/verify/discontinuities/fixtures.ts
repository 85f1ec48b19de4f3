import { elementwise, rowwise } from "../../nn/activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { mean, sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss } from "../../nn/losses/loss.ts";
import type { Finding, Verdict } from "../prover/prove.ts";
import { checkContinuity, checkLossContinuity } from "./check_continuity.ts";

/**
 * A function that chooses, and the required outcome of its comparison from both sides.
 * @category Proofs
 */
export interface DiscontinuityFixture {
  /** What happens where it chooses. */
  readonly name: string;
  /** Compares it from both sides of all places where it chooses. */
  readonly compare: (seed: number) => Finding[];
  /** The required worst verdict. */
  readonly needs: Verdict;
}

/** Functions that jump, that do not, and one that cannot be decided. */
export const discontinuityFixtures = (): readonly DiscontinuityFixture[] => [
  single("a value that jumps", "refuted", (m, z) => m.choose(z, m.add(z, m.one), z)),
  single("a value that jumps by a billionth", "refuted", (m, z) => {
    return m.choose(z, m.add(z, m.constant(1e-9)), z);
  }),
  single("a value that jumps where a nested choice alone leads", "refuted", (m, z) => {
    // −1 up to 100, and z − 150 beyond
    const nested = m.choose(m.sub(z, m.constant(100)), m.sub(z, m.constant(150)), m.neg(m.one));
    return m.choose(nested, m.add(z, m.one), z);
  }),
  single("a value that jumps where 1 − z² vanishes", "refuted", (m, z) => {
    return m.choose(m.sub(m.one, square(m, z)), m.one, m.zero);
  }),
  single("a value that jumps where eᶻ = 2", "refuted", (m, z) => {
    return m.choose(m.sub(m.exp(z), m.constant(2)), m.one, m.zero);
  }),
  single("a value that jumps where two unknown roots are equal", "refuted", (m, z) => {
    const q = square(m, square(m, z));
    const difference = m.sub(
      m.sqrt(m.add(m.one, q)),
      m.sqrt(m.add(m.constant(3), m.div(q, m.constant(2)))),
    );
    return m.choose(difference, m.add(z, m.one), z);
  }),
  single("a slope that jumps with its derivative, where no kink is declared", "undecided", above),
  single("a slope that jumps where its derivative does not", "refuted", (_, z) => z, {
    slope: (m, { z }) => m.choose(z, m.one, m.constant(2)),
  }),
  single("the same, and the kink is declared", "proved", above, { kinks: [0] }),
  single("a slope that is wrong at one point", "refuted", square, {
    slope: (m, { z }) => m.choose(square(m, z), m.mul(m.constant(2), z), m.one),
  }),
  single("a smooth function, written with |z|", "proved", (m, z) => m.mul(z, size(m, z))),
  single("a choice between equals where eᶻ = 2", "proved", (m, z) => {
    return m.choose(m.sub(m.exp(z), m.constant(2)), m.add(z, z), m.mul(m.constant(2), z));
  }),
  single("max(eᶻ, 2), with a kink that no fraction is", "undecided", (m, z) => {
    return m.choose(m.sub(m.exp(z), m.constant(2)), m.exp(z), m.constant(2));
  }, { kinks: [Math.LN2] }),
  row("a row that jumps at its mean", "refuted", (m, z) => {
    return z.map((x) => m.choose(m.sub(x, mean(m, z)), m.one, m.zero));
  }),
  row("a row above its mean", "proved", (m, z) => z.map((x) => above(m, m.sub(x, mean(m, z))))),
  ofLoss("a loss that jumps", "refuted", (m, e) => {
    return m.choose(m.sub(size(m, e), m.one), size(m, e), m.mul(m.constant(0.5), square(m, e)));
  }),
  ofLoss("Huber’s loss", "proved", (m, e) => {
    const far = m.sub(size(m, e), m.constant(0.5));
    return m.choose(m.sub(size(m, e), m.one), far, m.mul(m.constant(0.5), square(m, e)));
  }),
  ofLoss("Huber’s loss, choosing by e²", "proved", (m, e) => {
    const far = m.sub(size(m, e), m.constant(0.5));
    return m.choose(m.sub(m.one, square(m, e)), m.mul(m.constant(0.5), square(m, e)), far);
  }),
];

type Formula = <T>(m: Arithmetic<T>, x: T) => T;

function single(
  name: string,
  needs: Verdict,
  value: Formula,
  rest: Partial<Parameters<typeof elementwise>[0]> = {},
): DiscontinuityFixture {
  const activation = elementwise({ name, value, ...rest });
  return { name, needs, compare: (seed) => checkContinuity(activation, seed) };
}

function row(
  name: string,
  needs: Verdict,
  value: Parameters<typeof rowwise>[0]["value"],
): DiscontinuityFixture {
  const activation = rowwise({ name, value });
  return { name, needs, compare: (seed) => checkContinuity(activation, seed) };
}

/** A loss that is a sum over errors a − y. */
function ofLoss(name: string, needs: Verdict, term: Formula): DiscontinuityFixture {
  const value: Loss["value"] = (m, { a, y }) => sum(m, a.map((aj, j) => term(m, m.sub(aj, y[j]!))));
  const summed = loss({ name, value });
  return { name, needs, compare: (seed) => checkLossContinuity(summed, seed) };
}

function above<T>(m: Arithmetic<T>, x: T): T {
  return m.choose(x, x, m.zero);
}

function size<T>(m: Arithmetic<T>, x: T): T {
  return m.choose(x, x, m.neg(x));
}

function square<T>(m: Arithmetic<T>, x: T): T {
  return m.mul(x, x);
}
