import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { mean, sum } from "../../core/arithmetic/reductions.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import type { LayerKind, LayerOptions } from "../../nn/layers/layer.ts";
import { batchNormKind } from "../../nn/layers/batch_norm.ts";
import { groupsOf as featuresOf, layerNormKind } from "../../nn/layers/layer_norm.ts";
import {
  affinePullback,
  channelsOf,
  fromRows,
  type GroupsOf,
  normalizedPullback,
  rowsOf,
  standardizedPullback,
} from "../../nn/layers/normalization.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";

/** Wrong backward passes through normalizations. */
export function wrongNormalizations(): Mutant[] {
  return [
    ...wrongNormalization(layerNormKind, featuresOf),
    ...wrongNormalization(batchNormKind, channelsOf),
    wrongBackward(
      batchNormKind,
      "with the statistics of each example",
      "the axis of layer norm",
      (m, { parameters }, { standard, deviations }, errors) => {
        const back = affinePullback(m, parameters, standard!, errors);
        const groups = featuresOf(errors, errors.columns), standards = rowsOf(standard!, groups);
        const each = rowsOf(back.standard, groups).map((e, g) => {
          const deviation = deviations!.data[g % deviations!.columns]!;
          return standardizedPullback(m, { standard: standards[g]!, deviation }, e);
        });
        return {
          inputs: () => fromRows(m, errors, groups, each),
          parameters: back.parameters,
        };
      },
    ),
  ];
}

/** One group: the errors of x̂, x̂ itself, √(σ² + ε), and the errors of x that the code returns. */
type Pullback = <T>(m: Arithmetic<T>, e: readonly T[], x: readonly T[], deviation: T) => T[];

const PULLBACKS: readonly (readonly [name: string, source: string, pullback: Pullback])[] = [
  [
    "with the mean taken for a constant",
    "a graph cut at the mean",
    (m, e, x, s) => {
      const product = mean(m, times(m, e, x));
      return e.map((ei, i) => m.div(m.sub(ei, m.mul(x[i]!, product)), s));
    },
  ],
  [
    "with the variance taken for a constant",
    "a graph cut at the variance",
    (m, e, _, s) => {
      const center = mean(m, e);
      return e.map((ei) => m.div(m.sub(ei, center), s));
    },
  ],
  [
    "with both statistics taken for constants",
    "the backward pass of evaluation in training",
    (m, e, _, s) => e.map((ei) => m.div(ei, s)),
  ],
  [
    "with the variance's n − 1",
    "the divisor of the running variance in the pullback",
    (m, e, x, s) => {
      const center = mean(m, e), less = m.constant(Math.max(1, e.length - 1));
      const product = m.div(sum(m, times(m, e, x)), less);
      return e.map((ei, i) => m.div(m.sub(m.sub(ei, center), m.mul(x[i]!, product)), s));
    },
  ],
  [
    "over the variance instead of its root",
    "one of two roots forgotten",
    (m, e, x, s) => {
      const center = mean(m, e), product = mean(m, times(m, e, x)), square = m.mul(s, s);
      return e.map((ei, i) => m.div(m.sub(m.sub(ei, center), m.mul(x[i]!, product)), square));
    },
  ],
];

function times<T>(m: Arithmetic<T>, x: readonly T[], y: readonly T[]): T[] {
  return x.map((entry, i) => m.mul(entry, y[i]!));
}

function wrongNormalization<Options extends LayerOptions>(
  kind: LayerKind<Options>,
  groupsOf: GroupsOf,
): Mutant[] {
  const wrong = (name: string, source: string, backward: LayerKind["backward"]) =>
    wrongBackward(kind, name, source, backward);
  return [
    ...PULLBACKS.map(([name, source, pullback]) =>
      wrong(
        name,
        source,
        (m, { parameters }, saved, errors) =>
          normalizedPullback(m, parameters, saved, errors, groupsOf, (m, row, e) =>
            pullback(m, e, row.standard, row.deviation)),
      )
    ),
    wrong("without the gains", "the errors of y for those of x̂", (m, layer, saved, errors) => {
      const { gains } = layer.parameters;
      const ones = byEntries(m, gains!, () => m.one);
      const parameters = { ...layer.parameters, gains: ones };
      return kind.backward(m, { ...layer, parameters } as never, saved, errors);
    }),
  ];
}
