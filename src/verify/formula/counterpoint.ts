import { Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { evaluatorOf, postOrder } from "../../core/arithmetic/evaluate.ts";
import { type Expression, Operation } from "../../core/arithmetic/expression.ts";
import { deriveKey, PURPOSE, randomKey, uniformAt } from "../../core/random/random.ts";

/** Numbers with few digits, from which points are made that people can check by hand. */
const SHORT = [1, 2, -1, 0.5, -2, -0.5, 3, 0.25, 0.75, -3];
/** The powers of ten that these are multiplied by: a mistake may show far out, or near 0, only. */
const SCALES = [0, 1, 2, 3, 4, 6, 9, -1, -2, -4, -6, -9];
/** How many points in general position are tried. */
const DRAWN = 200;
/** They are drawn from −2 to 2, where neither eˣ nor tanh x has lost its digits. */
const RANGE = 2;

/** A hand-written derivative, and what it should be. */
export interface Judged {
  readonly got: Expression;
  readonly expected: Expression;
  /** What it is the derivative of: where that is not a number, nothing is claimed. */
  readonly of: readonly Expression[];
}

/** A point at which a derivative is certainly wrong. */
export interface Counterpoint {
  /** The values of the variables. */
  readonly at: Readonly<Record<string, number>>;
  readonly got: number;
  readonly expected: number;
}

/**
 * A point at which a derivative is certainly wrong, of short numbers if there is one: where the function
 * is defined, and not where it chooses, as any slope between those of both sides is right there.
 */
export function counterpointOf(
  judged: Judged,
  names: readonly string[],
): Counterpoint | undefined {
  const read = readerOf(judged);
  for (const at of pointsOf(names)) {
    const sides = read(at);
    if (sides === undefined || !certainlyDiffer(sides.got, sides.expected)) continue;
    return { at, got: sides.got.value, expected: sides.expected.value };
  }
}

/** Whether a derivative is a multiple of what it should be wherever it was compared. */
export function isMultiple(judged: Judged, names: readonly string[], factor: number): boolean {
  const read = readerOf(judged), { mul } = bounded;
  let hasNumbers = false;
  for (const at of pointsOf(names)) {
    const sides = read(at);
    if (sides === undefined || Number.isNaN(sides.got.value)) continue;
    const wanted = mul(new Bounded(factor, Math.abs(factor) * 2 ** -52), sides.expected);
    if (certainlyDiffer(sides.got, wanted)) return false;
    hasNumbers ||= sides.expected.value !== 0;
  }
  return hasNumbers;
}

/** Reads both sides at a point; `undefined` where they are not to be compared. */
function readerOf({ got, expected, of }: Judged) {
  const chosen = postOrder([expected, ...of]).flatMap((node) =>
    node instanceof Operation && node.operator === "choose" ? [node.operands[0]!] : []
  );
  const evaluate = evaluatorOf([got, expected, ...of, ...chosen]);
  return (at: Counterpoint["at"]) => {
    const [left, right, ...rest] = evaluate(bounded, (name) => new Bounded(at[name]!));
    const values = [right!, ...rest.slice(0, of.length)], ties = rest.slice(of.length);
    if (!values.every(({ value }) => Number.isFinite(value))) return undefined;
    if (ties.some(({ value, error }) => Math.abs(value) <= error)) return undefined;
    return { got: left!, expected: right! };
  };
}

/** Points of short numbers near 1, those drawn, short ones at other scales, and that of zeros. */
function* pointsOf(names: readonly string[]): Generator<Counterpoint["at"]> {
  const named = (numberOf: (k: number) => number) =>
    Object.fromEntries(names.map((name, k) => [name, numberOf(k)]));
  for (const scale of SCALES) {
    // Different numbers first, then equal ones: a wrong value may be one where a = y alone.
    for (const step of [3, 0]) {
      for (const n of SHORT.keys()) {
        yield named((k) => Number(`${SHORT[(n + step * k) % SHORT.length]}e${scale}`));
      }
    }
    if (scale === 0) yield* drawnPoints(named);
  }
  yield named(() => 0);
}

function* drawnPoints(named: (numberOf: (k: number) => number) => Counterpoint["at"]) {
  for (let n = 0; n < DRAWN; n++) {
    const key = deriveKey(randomKey(0), PURPOSE.draw, n);
    yield named((k) => RANGE * (2 * uniformAt(key, k) - 1));
  }
}
