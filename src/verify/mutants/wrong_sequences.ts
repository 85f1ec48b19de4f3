import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { type Activation, rowwise } from "../../nn/activations/activation.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { gruKind } from "../../nn/layers/gru.ts";
import type { LayerKind, LayerOptions, LayerValues, Parameters } from "../../nn/layers/layer.ts";
import { lstmKind } from "../../nn/layers/lstm.ts";
import type { RecurrentKindOptions } from "../../nn/layers/recurrent.ts";
import { selfAttentionKind } from "../../nn/layers/self_attention.ts";
import { columnsOf, minus, partOf, sideBySide } from "../../nn/layers/steps.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";

/** Wrong backward passes through layers over steps: the right one given wrong numbers. */
export function wrongSequences(): Mutant[] {
  return [...wrongLstms(), ...wrongGrus(), ...wrongAttentions()];
}

/** What a backward pass is given: the layer, and what the forward pass saved. */
interface Given<T> {
  readonly layer: LayerValues<T, LayerOptions>;
  readonly saved: Parameters<T>;
}

type Change = <T>(m: Arithmetic<T>, given: Given<T>) => Partial<Given<T>>;

function wrong<Options extends LayerOptions>(
  kind: LayerKind<Options>,
  [name, source, change]: readonly [string, string, Change],
  sample = 0,
): Mutant {
  return wrongBackward(kind, name, source, (m, layer, saved, errors) => {
    const given = { layer, saved, ...change(m, { layer, saved }) };
    return kind.backward(
      m,
      given.layer as typeof layer & { options: Options },
      given.saved,
      errors,
    );
  }, sample);
}

/** Another order of the gates of each step, or other gates. */
function withGates<T>(
  m: Arithmetic<T>,
  { layer, saved }: Given<T>,
  count: number,
  change: (gates: readonly Matrix<T>[]) => readonly Matrix<T>[],
): Partial<Given<T>> {
  const width = count * (layer.options as RecurrentKindOptions).units;
  const steps = Array.from({ length: saved.a!.columns / width }, (_, t) => {
    const step = columnsOf(m, saved.a!, t * width, width);
    return sideBySide(
      m,
      change(Array.from({ length: count }, (_, k) => partOf(m, step, k, count))),
    );
  });
  return { saved: { ...saved, a: sideBySide(m, steps) } };
}

function filled<T>(m: Arithmetic<T>, matrix: Matrix<T>, value: T): Matrix<T> {
  return byEntries(m, matrix, () => value);
}

/** The recurrent weights left out of the way back, so that no step is reached from the next. */
const CUT: readonly [string, string, Change] = [
  "without the errors of the step before",
  "a state detached between steps",
  (m, { layer }) => {
    const { parameters } = layer, { recurrentWeights } = parameters;
    const none = filled(m, recurrentWeights!, m.zero);
    return { layer: { ...layer, parameters: { ...parameters, recurrentWeights: none } } };
  },
];

/** The state of a step in the place of the one before, in the gradient of the recurrent weights. */
const LATE: readonly [string, string, Change] = [
  "with a step's own state for the one before",
  "an index that is off by one step",
  (m, { layer, saved }) => {
    const { units } = layer.options as RecurrentKindOptions, { hidden } = saved;
    const later = columnsOf(m, hidden!, units, hidden!.columns - units);
    return { saved: { ...saved, hidden: sideBySide(m, [later, columnsOf(m, later, 0, units)]) } };
  },
];

function wrongLstms(): Mutant[] {
  return [
    wrong(lstmKind, CUT),
    wrong(lstmKind, LATE),
    wrong(lstmKind, [
      "with the input and forget gates swapped",
      "the gates of a library in another order",
      (m, given) => withGates(m, given, 4, ([i, f, g, o]) => [f!, i!, g!, o!]),
    ]),
    wrong(lstmKind, [
      "with the slope of the output gate for the candidate",
      "a gate's slope of another gate",
      (m, given) => withGates(m, given, 4, ([i, f, _, o]) => [i!, f!, o!, o!]),
    ]),
    wrong(lstmKind, [
      "with the errors of the cell cut between steps",
      "a cell detached between steps",
      (m, given) => withGates(m, given, 4, ([i, f, g, o]) => [i!, filled(m, f!, m.zero), g!, o!]),
    ]),
    wrong(lstmKind, [
      "with the slope of tanh on the cell itself",
      "a slope of the output evaluated on the input",
      (_, { saved }) => {
        const units = saved.cells!.columns - saved.squashed!.columns, { rows, data } = saved.cells!;
        const columns = saved.squashed!.columns;
        const kept = Array.from({ length: rows * columns }, (_, i) => {
          return data[Math.floor(i / columns) * (columns + units) + units + i % columns]!;
        });
        return { saved: { ...saved, squashed: { rows, columns, data: kept } } };
      },
    ]),
  ];
}

function wrongGrus(): Mutant[] {
  return [
    wrong(gruKind, CUT),
    wrong(gruKind, LATE),
    wrong(gruKind, [
      "with the other convention of the update gate",
      "z and 1 − z, which papers swap",
      (m, given) =>
        withGates(m, given, 3, ([r, z, n]) => [r!, minus(m, filled(m, z!, m.one), z!), n!]),
    ]),
    wrong(gruKind, [
      "with the reset gate taken for open",
      "a factor of the chain rule missing",
      (m, given) => withGates(m, given, 3, ([r, z, n]) => [filled(m, r!, m.one), z!, n!]),
    ]),
    wrong(gruKind, [
      "with the reset gate before the product",
      "the backward pass of Cho's GRU for PyTorch's",
      (m, { layer, saved }) => {
        const { units } = layer.options as RecurrentKindOptions;
        const products = columnsOf(m, saved.hidden!, 0, saved.hidden!.columns - units);
        return { saved: { ...saved, products } };
      },
    ]),
  ];
}

/** Softmax with another pullback, as the inner activation of attention. */
function sharing(pullback: typeof softmax.pullback): Change {
  const inner: readonly Activation[] = [rowwise({ ...softmax, name: "wrong softmax", pullback })];
  return (_, { layer }) => ({ layer: { ...layer, inner } });
}

function wrongAttentions(): Mutant[] {
  const features = ({ layer }: Given<unknown>) => layer.parameters.outputWeights!.columns;
  return [
    wrong(selfAttentionKind, [
      "with the diagonal of softmax's Jacobian alone",
      "an elementwise slope for a function of rows",
      sharing((m, { a }, error) => a.map((aj, j) => m.mul(aj, error[j]!))),
    ]),
    wrong(selfAttentionKind, [
      "with the shares taken for constants",
      "a graph cut at the shares",
      sharing((m, _, error) => error.map(() => m.zero)),
    ]),
    wrong(selfAttentionKind, [
      "without the scale of the scores",
      "a factor of the forward pass forgotten in the backward pass",
      (m, given) => {
        const E = features(given), { projected } = given.saved;
        const root = m.sqrt(m.constant(E)); // of one head
        const data = mapEntries(projected!, (x, i) => i % (3 * E) < 2 * E ? m.mul(x, root) : x);
        return { saved: { ...given.saved, projected: data } };
      },
    ]),
    wrong(selfAttentionKind, [
      "with queries and keys swapped",
      "two arguments of one type in the wrong order",
      (m, given) => {
        const { projected } = given.saved;
        const [q, k, v] = [0, 1, 2].map((part) => partOf(m, projected!, part, 3));
        return { saved: { ...given.saved, projected: sideBySide(m, [k!, q!, v!]) } };
      },
    ]),
    wrong(selfAttentionKind, [
      "with a causal mask in the backward pass alone",
      "a mask that the forward pass did not apply",
      (_, { layer }) => ({ layer: { ...layer, options: { ...layer.options, causal: true } } }),
    ], 1),
    wrong(selfAttentionKind, [
      "without the causal mask where shares are recomputed",
      "a recomputed forward pass that forgets the mask",
      (m, { layer, saved }) => {
        const { rows, columns, data } = saved.scores!;
        const shares = Array.from({ length: rows }, (_, i) => {
          return softmax.value(
            m,
            Array.from({ length: columns }, (_, j) => data[i * columns + j]!),
          );
        });
        const options = { ...layer.options, causal: false };
        return {
          layer: { ...layer, options },
          saved: { ...saved, shares: { rows, columns, data: shares.flat() } },
        };
      },
    ]),
  ];
}
