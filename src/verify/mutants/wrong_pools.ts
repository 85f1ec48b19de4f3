import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { averagePool2dKind, MEAN } from "../../nn/layers/average_pool2d.ts";
import { globalAveragePoolKind } from "../../nn/layers/global_average_pool.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { LARGEST, maxPool2dKind } from "../../nn/layers/max_pool2d.ts";
import { type Pool, pooledBack } from "../../nn/layers/pooling.ts";
import { imageOf, type WindowOptions, windowsOf } from "../../nn/layers/windows.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";
import { STRIDED, WRONG_WINDOWS } from "./wrong_windows.ts";

type Pullback = Pool["pullback"];
type Wrong = readonly [name: string, source: string, pullback: Pullback, sample?: number];

/** Wrong backward passes through pools. */
export function wrongPools(): Mutant[] {
  return [
    ...WRONG_WINDOWS.map(([name, source, windowsAt, sample]) =>
      wrongBackward(
        averagePool2dKind,
        name,
        source,
        (m, { options, shape }, { inputs }, errors) => {
          const windows = windowsAt(options as WindowOptions, shape);
          return {
            inputs: () => pooledBack(m, windows, inputs!, errors, MEAN.pullback),
            parameters: {},
          };
        },
        sample,
      )
    ),
    ...WRONG_MAXIMA.map((wrong) => wrongPool(maxPool2dKind, wrong)),
    ...WRONG_MEANS.map((wrong) => wrongPool(averagePool2dKind, wrong)),
    ...WRONG_MEANS.filter(([, , , sample = 0]) => sample === 0).map((wrong) =>
      wrongPool(globalAveragePoolKind, wrong)
    ),
  ];
}

const WRONG_MAXIMA: readonly Wrong[] = [
  [
    "with the error copied to all that a window sees",
    "the pullback of a sum",
    (_, seen, error) => seen.map(() => error),
  ],
  [
    "with the error shared by all that a window sees",
    "the pullback of a mean",
    (m, seen, error) => MEAN.pullback(m, seen, error),
  ],
  [
    "with the error back to the first place",
    "an index that was never set",
    (m, seen, error) => seen.map((_, k) => k === 0 ? error : m.zero),
  ],
  [
    "with the error back to the smallest value",
    "a comparison the wrong way round",
    (m, seen, error) => LARGEST.pullback(m, seen.map((entry) => m.neg(entry)), error),
  ],
  [
    "with the error back to each value above the first",
    "a comparison with one value instead of all",
    (m, seen, error) =>
      seen.map((entry, k) => k === 0 ? error : m.choose(m.sub(entry, seen[0]!), error, m.zero)),
  ],
];

const WRONG_MEANS: readonly Wrong[] = [
  [
    "with the error undivided",
    "the pullback of a sum",
    (_, seen, error) => seen.map(() => error),
  ],
  [
    "with the error back to the largest value",
    "the pullback of max pooling",
    (m, seen, error) => LARGEST.pullback(m, seen, error),
  ],
  [
    "with the error back to the first place",
    "a graph cut behind the first entry",
    (m, seen, error) => seen.map((_, k) => k === 0 ? over(m, error, seen.length) : m.zero),
  ],
  [
    "with the error divided by one place less",
    "the divisor of an unbiased variance",
    (m, seen, error) => seen.map(() => over(m, error, Math.max(1, seen.length - 1))),
  ],
  [
    "with zeros at the edges counted",
    "another library's convention in the backward pass alone",
    (m, seen, error) => seen.map(() => over(m, error, 6)), // of a window of 2 × 3
    STRIDED,
  ],
];

function over<T>(m: Arithmetic<T>, error: T, count: number): T {
  return m.div(error, m.constant(count));
}

function wrongPool<Options extends object>(
  kind: LayerKind<Options>,
  [name, source, pullback, sample = 0]: Wrong,
): Mutant {
  return wrongBackward(kind, name, source, (m, { options, shape }, { inputs }, errors) => {
    const [height, width] = imageOf(shape);
    const whole = { kernelSize: [height, width], stride: [1, 1], padding: "valid" } as const;
    const windows = windowsOf({ ...whole, ...options }, shape);
    return { inputs: () => pooledBack(m, windows, inputs!, errors, pullback), parameters: {} };
  }, sample);
}
