import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { isCount } from "../../core/support/checks.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { checkedOptions } from "../../nn/layers/plan.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { functionsOf, otherOptions } from "../claims/other_options.ts";
import { LENGTHS } from "../prover/long_rows.ts";
import type { Finding } from "../prover/prove.ts";
import { writtenIn } from "../prover/special_numbers.ts";
import { type Sample, searchIn, shapeOf, type Use } from "./kind_uses.ts";

/** Sizes of batches and inputs, the most usual first. */
const SIZES = /* @__PURE__ */ [
  ...LENGTHS.filter((n) => n <= 70),
  ...LENGTHS.filter((n) => n > 130),
  ...[384, 600, 640, 700, 768, 800, 900],
  ...LENGTHS.filter((n) => n > 70 && n <= 130),
];
/** Sizes in a source are tried up to this one. */
const LONGEST = 5000;
/** Many examples of many inputs, other sides of inputs, and other numbers of sides. */
const MANY = [9, 17, 24, 33, 50, 65];
const SIDES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 17, 32, 33];
const SHAPES = [[2, 3], [3, 2], [2, 2, 2], [1, 1, 3], [3, 2, 1]];
/** Sizes of batches and of inputs that are tried together, each with each. */
const TOGETHER = [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 24, 48];
/** So many of other options are tried in other sizes, too. */
const FIRST = 64;

/**
 * What is wrong with the backward pass of a kind, made for one of its samples, in batches or in inputs of
 * some size alone, with other options, or outside of training, by numbers alone.
 *
 * Samples say what is proved. Elsewhere, at what stands in the source of the kind, just beside that, and
 * at many sizes, it may be wrong, and nobody would know.
 */
export function findInVariants(kind: LayerKind, sample: Sample, seed: number): Finding | undefined {
  const search = searchIn(kind, sample, seed), shape = shapeOf(kind, sample);
  const isRow = kind.sampleShape === undefined;
  const sides = (n: number): Use[] => {
    if (shape.length === 1) return [{ shape: [n], examples: 1 + n % 3 }];
    const shapes = shape.flatMap((_, i) => [shape.with(i, n), shape.map((x, j) => j > i ? x : n)]);
    return shapes.map((shape) => ({ shape }));
  };
  const sized = (examples: number) =>
    TOGETHER.flatMap((n) => sides(n).map((use) => ({ ...use, examples })));
  const known = new Set(kind.samples.map((each) => JSON.stringify(each)));
  /** Uses with options that the kind takes: alone, and the first in other sizes, too. */
  function* optional(others: readonly Readonly<Record<string, unknown>>[]): Generator<Use> {
    for (const [n, other] of others.entries()) {
      const options = unlessThrown([Error], () => checkedOptions(kind, other, kind.name));
      const text = JSON.stringify(options);
      if (options === undefined || known.has(text)) continue;
      known.add(text);
      yield* [2, 3, 5, 9, 20].map((examples) => ({ options, examples }));
      if (n >= FIRST) continue;
      if (!isRow) {
        // Larger windows need larger images.
        const own = unlessThrown([Error], () => shapeOf(kind, { ...sample, options }));
        yield* [2, 3].map((k) => ({ options, shape: (own ?? shape).map((side) => k * side) }));
        continue;
      }
      const counts = Object.values(options).filter(isCount).filter((x) => x <= 16);
      yield { options, shape: [16 + n % 2], examples: 9 };
      yield* [12, ...counts.flatMap((x) => [x, 2 * x])].map((n) => ({ options, shape: [n] }));
    }
  }
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const [one, several] = otherOptions(
    kind,
    sample.options,
    (options) => search([{ options }]),
    key,
  );
  return search(inBatches(kind)) ?? search(inContexts(kind)) ??
    search((shape.length === 1 ? SIZES : SIDES).flatMap(sides)) ??
    search(sizesIn(kind).flatMap(sides)) ?? search(TOGETHER.flatMap(sized)) ??
    search([
      ...MANY.flatMap((n) => sides(n).map((use) => ({ ...use, examples: n }))),
      ...(isRow ? SHAPES.map((shape) => ({ shape })) : []),
    ]) ??
    search(optional(one)) ?? search(optional(several));
}

/** The same of a layer with its own options and shape, in batches alone; of few inputs, too, if it is wide. */
export function findInBatches(kind: LayerKind, sample: Sample, seed: number): Finding | undefined {
  const search = searchIn(kind, sample, seed), few = { shape: [3] };
  return search(inBatches(kind)) ?? search(inContexts(kind)) ??
    (kind.sampleShape ? undefined : search(inBatches(kind).map((use) => ({ ...use, ...few }))));
}

/** Batches of many sizes, first those that stand in the source. */
function inBatches(kind: LayerKind): Use[] {
  return [2, ...sizesIn(kind), ...SIZES].map((examples) => ({ examples }));
}

/** Passes that are no steps of training. */
function inContexts(kind: LayerKind): Use[] {
  const uses: Use[] = [
    ...(kind.stateShapes ? [] : [{ training: false }]),
    ...(kind.drawMask ? [{ isMasked: false }] : []),
  ];
  return [2, ...MANY].flatMap((examples) => uses.map((use) => ({ ...use, examples })));
}

/** The integers in the source of a kind, and those beside them. */
function sizesIn(kind: LayerKind): number[] {
  const near = writtenIn(functionsOf(kind)).flatMap((x) => [x - 1, x, x + 1]);
  return [...new Set(near)].filter((n) => isCount(n) && n <= LONGEST);
}
