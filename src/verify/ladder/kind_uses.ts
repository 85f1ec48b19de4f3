import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import { isCount } from "../../core/support/checks.ts";
import { type LayerKind, type LayerOptions, sampleShapeOf } from "../../nn/layers/layer.ts";
import { describeShape, type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { kindRule, type RuleSetting } from "../claims/kind_rule.ts";
import { ruleClaim } from "../claims/rule.ts";
import { counterexampleAlong, metered } from "../prover/along_direction.ts";
import { type Counterexample, shadows, stretchOf } from "../prover/claim.ts";
import { type Finding, refutedBy, undecidedBecause } from "../prover/prove.ts";

/** A kind as it is proved. */
export interface Sample {
  readonly options: LayerOptions;
  readonly training: boolean;
  /** The shape of its inputs; that of a sample by default. */
  readonly shape?: Shape;
}

/** How a kind is used, where that is not as it is proved. */
export interface Use extends Omit<RuleSetting, "inner">, Partial<Sample> {}

/** Uses of one sort take so many operations in all and, where a kind computes besides, milliseconds; ... */
const OPERATIONS = 3_000_000, MILLISECONDS = 3000;
/** ... one of them so many operations, and entries. */
const LARGEST = 150_000, ENTRIES = 2 ** 16;

/**
 * Compares the backward pass of a kind in other uses, by numbers along one direction. Where the kind
 * refuses a use, by an error or by outputs that do not fit, it need not be right.
 *
 * @returns A function that takes uses of one sort, and returns what is wrong with the first that is.
 */
export function searchIn(kind: LayerKind, sample: Sample, seed: number) {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const claim = ruleClaim(kindRule(kind, sample.options, sample.training, sample));
  let drawn = 0;

  function compare(use: Use, arithmetic: ReturnType<typeof metered>["arithmetic"]) {
    const { options = sample.options, training = sample.training, examples = 2 } = use;
    const { shape = use.options ? sampleShapeOf(kind, options) : shapeOf(kind, sample) } = use;
    const rule = kindRule(kind, options, training, { ...use, shape });
    const outputs = kind.outputShape(options, shape);
    const sizes = [...Object.values(rule.sizes), [examples, sizeOf(outputs)] as const];
    const entries = sizes.reduce((sum, [rows, columns]) => sum + rows * columns, 0);
    if (entries > ENTRIES || ![...sizes.flat(), ...outputs].every(isCount)) return undefined;
    const of = deriveKey(key, drawn), draw = shadows(of, undefined, stretchOf(drawn++));
    return counterexampleAlong(ruleClaim(rule), draw, of, arithmetic);
  }

  function findingOf(found: Counterexample, use: Use): Finding {
    const { options, shape, examples = 2, training, isMasked } = use;
    const where = [
      `${found.where} in batches of ${examples}`,
      ...(shape ? [`inputs of ${describeShape(shape)}`] : []),
      ...(training === undefined ? [] : ["in evaluation"]),
      ...(isMasked === false ? ["without a mask"] : []),
    ].join(", ");
    const isUsual = shape === undefined || kind.sampleShape === undefined && shape.length === 1;
    if (options === undefined && isUsual) return refutedBy(claim, { ...found, where }, seed);
    const what = options
      ? `the option ${changesOf(options, sample.options)}`
      : `inputs of ${describeShape(shape!)}`;
    const reason =
      `with ${what}, which no sample has, it is wrong: ${where} it gives ${found.got}, ` +
      `but should give ${found.expected}; add it to the samples, or let the kind refuse it`;
    return undecidedBecause(claim.subject, reason, seed);
  }

  return (uses: Iterable<Use>): Finding | undefined => {
    const started = performance.now();
    let left = OPERATIONS;
    for (const use of uses) {
      const { arithmetic, count } = metered(LARGEST);
      const found = unlessThrown([Error], () => compare(use, arithmetic));
      if (found !== undefined) return findingOf(found, use);
      left -= count();
      if (left < 0 || performance.now() - started > MILLISECONDS) return undefined;
    }
  };
}

/** The shape of the inputs of a sample. */
export function shapeOf(kind: LayerKind, { options, shape }: Sample): Shape {
  return shape ?? sampleShapeOf(kind, options);
}

/** The options that are not as they were, in words. */
function changesOf(options: LayerOptions, before: LayerOptions): string {
  const [now, then] = [options, before] as Readonly<Record<string, unknown>>[];
  return Object.keys({ ...then, ...now }).filter((name) => now![name] !== then![name])
    .map((name) => `${name} ${JSON.stringify(now![name])}`).join(", ");
}
