import { sourcesOf } from "../../core/support/made_of.ts";
import type { LayerKind, LayerOptions } from "../../nn/layers/layer.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { type casesOf, kindRule } from "../claims/kind_rule.ts";
import { ruleClaim } from "../claims/rule.ts";
import { type Finding, refuteInRows, undecidedBecause } from "../prover/prove.ts";
import { integersIn } from "../prover/special_numbers.ts";

/** Batches that a kind is compared in: of every size up to 40, and around powers of two and of 100. */
const BATCHES = [
  ...Array.from({ length: 40 }, (_, n) => n + 1),
  ...[50, 63, 64, 65, 100, 101, 127, 128, 129, 200, 255, 256, 257],
];
/** The batches that it is compared in with options of no sample. */
const FEW = [2, 3];
/** At most this many values are tried of an option. */
const MOST = 8;
/** A text in a source. */
const TEXT = /"([^"\\\n]{1,24})"|'([^'\\\n]{1,24})'/g;

/**
 * What is wrong with the backward pass of a kind, made for one of its samples, in batches of some size
 * alone, or with options that no sample has, by numbers alone.
 *
 * Samples say what is proved. With other values of their options, those that stand in the source of the
 * kind and the next ones, it may be wrong, and nobody would know.
 */
export function findInVariants(
  kind: LayerKind,
  { options, training }: ReturnType<typeof casesOf>[number],
  seed: number,
): Finding | undefined {
  const claimFor = (of: LayerOptions) => (examples: number) =>
    ruleClaim(kindRule(kind, of, training, { examples }));
  const find = (of: LayerOptions, lengths: readonly number[]) =>
    refuteInRows(claimFor(of), seed, { lengths, what: "batches" });
  const inBatches = find(options, BATCHES);
  if (inBatches !== undefined) return inBatches;
  for (const [name, value] of othersThan(options, kind)) {
    // A kind refuses what it does not take.
    const found = unlessThrown([RangeError, TypeError], () => {
      return find({ ...options, [name]: value }, FEW);
    });
    if (found === undefined) continue;
    const { where, got, expected } = found.counterexample!;
    const reason = `with the option ${name} ${JSON.stringify(value)}, which no sample has, it is ` +
      `wrong: ${where} it gives ${got}, but should give ${expected}; add it to the samples, or let ` +
      "the kind refuse it";
    return undecidedBecause(found.subject, reason, seed);
  }
}

/** Values of options that no sample has. */
function othersThan(
  options: LayerOptions,
  { samples, forward, backward }: LayerKind,
): (readonly [name: string, value: unknown])[] {
  const sources = [forward, backward];
  const texts = Array.from(
    sources.flatMap(sourcesOf).join(" ").matchAll(TEXT),
    ([, double, single]) => double ?? single,
  );
  return Object.entries(options as Record<string, unknown>).flatMap(([name, value]) => {
    const others = typeof value === "number"
      ? [value + 1, 2 * value, ...integersIn(...sources)]
      : typeof value === "boolean"
      ? [!value]
      : typeof value === "string"
      ? texts
      : [];
    const isSampled = (other: unknown) =>
      samples.some((sample) => (sample as Record<string, unknown>)[name] === other);
    return [...new Set<unknown>(others)].filter((other) => !isSampled(other)).slice(0, MOST)
      .map((other) => [name, other] as const);
  });
}
