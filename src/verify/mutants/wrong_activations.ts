import {
  elementwise,
  type ElementwiseActivation,
  rowwise,
  type RowwiseActivation,
} from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { elu as eluOf } from "../../nn/activations/elu.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { activationParts, type Mutant } from "./mutant.ts";
import {
  absolute,
  centred,
  cubic,
  dropped,
  gaussian,
  hardTanh,
  mish,
} from "./right_activations.ts";
import { GELU_TANH, geluTanhSlope, SELU, seluSlope } from "./slopes.ts";

/** Not 1, as α eᶻ and a + 1 are the same for 1. */
const ALPHA = 1.5;

/** Activations whose slope or pullback is not the derivative of their value. */
export function wrongActivations(): readonly Mutant[] {
  const { gelu, geluTanh, hardSigmoid, leakyRelu, logSoftmax, relu, selu } = ACTIVATIONS;
  const { sigmoid, silu, softmax, softplus, softsign, tanh } = ACTIVATIONS;
  const elu = eluOf({ alpha: ALPHA });
  return [
    onItsOutput("tanh′ evaluated on the output", tanh, (m, { z }) => {
      return m.sub(m.one, m.mul(m.tanh(z), m.tanh(z)));
    }),
    onItsOutput("ELU′ evaluated on the output", elu),
    onItsOutput("GELU′ evaluated on the output", geluTanh),
    onItsOutput("exact GELU′ evaluated on the output", gelu),
    onItsOutput("SiLU′ evaluated on the output", silu),
    onItsOutput("softsign′ evaluated on the output", softsign),
    wrong("ELU′ as a + 1 where α is not 1", elu, {
      source: "the derivative rewritten in terms of the output, for the default α alone",
      slope: (m, { z, a }) => m.choose(z, m.one, m.add(a, m.one)),
    }),
    wrong("GELU′ with the factor 3 of the cube lost", geluTanh, {
      source: "a constant of the value reused where its derivative needs three times that",
      slope: (m, { z }) => geluTanhSlope(m, z, { ...GELU_TANH, cubicSlope: GELU_TANH.cubic }),
    }),
    wrong("GELU′ with √(2/π) typed to four digits", geluTanh, {
      source: "a constant typed to four digits in one of two places",
      slope: (m, { z }) => geluTanhSlope(m, z, { ...GELU_TANH, scale: 0.7979 }),
    }),
    wrong("SELU′ with its constants typed to four digits", selu, {
      source: "constants typed to four digits in one of two places",
      slope: (m, { z }) => seluSlope(m, z, { scale: 1.051, alpha: 1.673 }),
    }),
    wrong("SELU′ without α", selu, {
      source: "one of two constants of a scaled unit forgotten",
      slope: (m, { z }) => seluSlope(m, z, { ...SELU, alpha: 1 }),
    }),
    wrong("SELU′ without λ", selu, {
      source: "one of two constants of a scaled unit forgotten",
      slope: (m, { z }) => seluSlope(m, z, { ...SELU, scale: 1 }),
    }),
    wrong("exact GELU′ without its second term", gelu, {
      source: "one half of the product rule",
      slope: (m, { z }) => {
        const u = m.mul(m.constant(Math.SQRT1_2), z);
        return m.mul(m.constant(0.5), m.add(m.one, m.erf(u)));
      },
    }),
    wrong("exact GELU′ with e^−z² in place of e^−z²/2", gelu, {
      source: "erf′ of z, where erf is taken of z/√2",
      slope: (m, { z }) => {
        const u = m.mul(m.constant(Math.SQRT1_2), z);
        const bell = m.mul(m.constant(1.1283791670955126), m.exp(m.neg(m.mul(z, z))));
        return m.mul(m.constant(0.5), m.add(m.add(m.one, m.erf(u)), m.mul(u, bell)));
      },
    }),
    wrong("exact GELU′ with the slope of its tanh form", gelu, {
      source: "an approximation that became exact in the forward pass alone",
      slope: geluTanh.slope,
    }),
    wrong("hard sigmoid′ as 0.2", hardSigmoid, {
      source: "the slope of another library's hard sigmoid",
      slope: (m, { z }) => m.choose(hardSigmoid.slope(m, { z, a: z }), m.constant(0.2), m.zero),
    }),
    wrong("hard sigmoid′ as 0 from ±1 on", hardSigmoid, {
      source: "the limits of the hard tanh",
      slope: (m, { z }) => {
        const rising = m.div(m.one, m.constant(6));
        return m.choose(m.sub(m.one, z), m.choose(m.add(z, m.one), rising, m.zero), m.zero);
      },
    }),
    wrong("hard sigmoid′ as a (1 − a)", hardSigmoid, {
      source: "the backward pass of the sigmoid reused",
      slope: sigmoid.slope,
    }),
    wrong("tanh′ as 1 − a", tanh, {
      source: "a square forgotten",
      slope: (m, { a }) => m.sub(m.one, a),
    }),
    wrong("tanh′ off in the sixth digit", tanh, {
      source: "a constant that went through a file of too few digits",
      slope: (m, { a }) => m.sub(m.constant(1.000001), m.mul(a, a)),
    }),
    wrong("tanh′ off in the ninth digit", tanh, {
      source: "a constant that went through float32 and was printed again",
      slope: (m, { a }) => m.sub(m.constant(1.000000001), m.mul(a, a)),
    }),
    wrong("tanh′ on z as if it were a", tanh, {
      source: "a derivative that takes the output, called with the weighted sum",
      slope: (m, { z }) => tanh.slope(m, { z, a: z }),
    }),
    wrong("sigmoid′ as a", sigmoid, {
      source: "the second factor of a (1 − a) forgotten",
      slope: (_, { a }) => a,
    }),
    wrong("sigmoid′ as a (1 + a)", sigmoid, {
      source: "a mistyped sign",
      slope: (m, { a }) => m.mul(a, m.add(m.one, a)),
    }),
    wrong("sigmoid′ as a (a − 1)", sigmoid, {
      source: "the operands of a difference swapped",
      slope: (m, { a }) => m.mul(a, m.sub(a, m.one)),
    }),
    wrong("sigmoid′ on z as if it were a", sigmoid, {
      source: "a derivative that takes the output, called with the weighted sum",
      slope: (m, { z }) => sigmoid.slope(m, { z, a: z }),
    }),
    wrong("sigmoid′ as e^−z / (1 + e^−z)", sigmoid, {
      source: "the square of a denominator forgotten",
      slope: (m, { a }) => m.sub(m.one, a),
    }),
    wrong("ReLU′ on the wrong side of 0", relu, {
      source: "a comparison reversed",
      slope: (m, { z }) => m.choose(z, m.zero, m.one),
    }),
    wrong("ReLU′ as NaN where z ≤ 0", relu, {
      source: "a 0 / 0 in the arm of a choice that should not matter",
      slope: (m, { z }) => m.choose(z, m.one, m.constant(NaN)),
    }),
    wrong("ReLU′ left out", relu, {
      source: "a mask that is computed and not applied",
      slope: (m) => m.one,
    }),
    wrong("leaky ReLU′ with its slopes swapped", leakyRelu, {
      source: "the arms of a choice swapped",
      slope: (m, { z }) => m.choose(z, m.constant(0.01), m.one),
    }),
    wrong("leaky ReLU′ with the default leak of another library", leakyRelu, {
      source: "two defaults, 0.01 forward and 0.2 backward",
      slope: (m, { z }) => m.choose(z, m.one, m.constant(0.2)),
    }),
    wrong("leaky ReLU′ without its leak", leakyRelu, {
      source: "the backward pass of ReLU reused",
      slope: relu.slope,
    }),
    wrong("|z|′ as 1", absolute, {
      source: "the sign lost through an absolute value",
      slope: (m) => m.one,
    }),
    wrong("hard tanh′ as 1 everywhere", hardTanh, {
      source: "an estimator that passes errors straight through, left in",
      slope: (m) => m.one,
    }),
    wrong("softplus′ as σ(−z)", softplus, {
      source: "the sign of an exponent lost",
      slope: (m, { z }) => sigmoid.value(m, m.neg(z)),
    }),
    wrong("softplus′ as σ(a)", softplus, {
      source: "a derivative that takes the weighted sum, called with the output",
      slope: (m, { a }) => sigmoid.value(m, a),
    }),
    wrong("SiLU′ without its second term", silu, {
      source: "one half of the product rule",
      slope: (m, { z }) => sigmoid.value(m, z),
    }),
    wrong("mish′ without its inner factor", mish, {
      source: "a chain rule that ends one function early",
      slope: (m, { z }) => {
        const t = m.tanh(softplus.value(m, z));
        return m.add(t, m.mul(z, m.sub(m.one, m.mul(t, t))));
      },
    }),
    wrong("softsign′ with its square lost", softsign, {
      source: "the square of a denominator forgotten",
      slope: (m, { z }) => m.div(m.one, m.add(m.one, m.choose(z, z, m.neg(z)))),
    }),
    wrong("(e^−z²)′ without its 2", gaussian, {
      source: "an exponent that was not brought down",
      slope: (m, { z, a }) => m.neg(m.mul(z, a)),
    }),
    wrong("(z³ / 10)′ with 0.3 typed as 0.33", cubic, {
      source: "a mistyped constant",
      slope: (m, { z }) => m.mul(m.constant(0.33), m.mul(z, z)),
    }),
    wrongRow("softmax′ taken as diagonal", softmax, {
      source: "the sigmoid's a (1 − a) applied to each output of softmax",
      pullback: (m, { a }, error) =>
        a.map((aj, j) => m.mul(error[j]!, m.mul(aj, m.sub(m.one, aj)))),
    }),
    wrongRow("softmax′ without its factor a", softmax, {
      source: "the last product of a pullback forgotten",
      pullback: (m, { a }, error) => {
        const mean = sum(m, a.map((aj, j) => m.mul(aj, error[j]!)));
        return error.map((e) => m.sub(e, mean));
      },
    }),
    wrongRow("softmax′ with errors that are not weighted", softmax, {
      source: "Σ e in place of Σ a e",
      pullback: (m, { a }, error) => a.map((aj, j) => m.mul(aj, m.sub(error[j]!, sum(m, error)))),
    }),
    wrongRow("log-softmax′ with the pullback of softmax", logSoftmax, {
      source: "the logarithm forgotten backward",
      pullback: softmax.pullback,
    }),
    wrongRow("log-softmax′ with a in place of eᵃ", logSoftmax, {
      source: "log-probabilities taken for probabilities",
      pullback: (m, { a }, error) => {
        const total = sum(m, error);
        return a.map((aj, j) => m.sub(error[j]!, m.mul(aj, total)));
      },
    }),
    wrongRow("log-softmax′ as e − softmax", logSoftmax, {
      source: "a factor Σe that is 1 for one-hot errors",
      pullback: (m, { a }, error) => a.map((aj, j) => m.sub(error[j]!, m.exp(aj))),
    }),
    wrongRow("the mean of a row taken for a constant", centred, {
      source: "a statistic of the batch or row detached in a normalization",
      pullback: (_, __, error) => [...error],
    }),
    wrongRow("the mask of dropout applied forward only", dropped, {
      source: "a mask that the backward pass ignores",
      pullback: (m, { z, a }, error) =>
        error.map((e, j) => m.mul(e, relu.slope(m, { z: z[j]!, a: a[j]! }))),
    }),
    atTheKink("ReLU′(0) as 1", relu, {
      source: "z ≥ 0 in place of z > 0",
      slope: (m, { z }) => m.choose(m.neg(z), m.zero, m.one),
    }),
    atTheKink("ReLU′(0) as ½", relu, {
      source: "the mean of both sides, where the side below 0 is documented",
      slope: (m, { z }) => m.choose(z, m.one, m.choose(m.neg(z), m.zero, m.constant(0.5))),
    }),
    atTheKink("leaky ReLU′(0) as 1", leakyRelu, {
      source: "z ≥ 0 in place of z > 0",
      slope: (m, { z }) => m.choose(m.neg(z), m.constant(0.01), m.one),
    }),
    atTheKink("ELU′(0) as 1 where α is not 1", elu, {
      source: "z ≥ 0 in place of z > 0",
      slope: (m, { z }) => m.choose(m.neg(z), m.mul(m.constant(ALPHA), m.exp(z)), m.one),
    }),
    atTheKink("hard sigmoid′ at 3 as 1/6", hardSigmoid, {
      source: "z ≤ 3 in place of z < 3",
      slope: (m, { z }) => {
        const three = m.constant(3);
        const rising = m.div(m.one, m.constant(6));
        return m.choose(m.sub(z, three), m.zero, m.choose(m.add(z, three), rising, m.zero));
      },
    }),
    atTheKink("|z|′ at 0 as −1", absolute, {
      source: "a sign of two values, where one of three is documented",
      slope: (m, { z }) => m.choose(z, m.one, m.neg(m.one)),
    }),
  ];
}

type WrongSlope = Pick<Mutant, "source"> & Pick<ElementwiseActivation, "slope">;

function wrong(name: string, right: ElementwiseActivation, { source, slope }: WrongSlope): Mutant {
  return { name, source, ...activationParts(elementwise({ ...right, slope })) };
}

/** A slope that takes z, called with a. */
function onItsOutput(name: string, right: ElementwiseActivation, slope = right.slope): Mutant {
  return wrong(name, right, {
    source: "a derivative that takes the weighted sum, called with the output",
    slope: (m, { a }) => slope(m, { z: a, a }),
  });
}

/** A slope that is wrong only at a kink. */
function atTheKink(name: string, right: ElementwiseActivation, wrongSlope: WrongSlope): Mutant {
  const used = elementwise({ ...right, slope: wrongSlope.slope });
  return { ...wrong(name, right, wrongSlope), convention: { used, documented: right } };
}

type WrongPullback = Pick<Mutant, "source"> & Pick<RowwiseActivation, "pullback">;

function wrongRow(
  name: string,
  right: RowwiseActivation,
  { source, pullback }: WrongPullback,
): Mutant {
  return { name, source, ...activationParts(rowwise({ ...right, pullback })) };
}
