import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";
import { sourcesOf } from "../../core/support/made_of.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import type { LayerKind, LayerOptions } from "../../nn/layers/layer.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { LENGTHS } from "../prover/long_rows.ts";
import { writtenIn } from "../prover/special_numbers.ts";

type Options = Readonly<Record<string, unknown>>;

/** What stands in the sources of a kind. */
interface Written {
  readonly source: string;
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** A text in a source. */
const TEXT = /"([^"\\\n]{1,24})"|'([^'\\\n]{1,24})'/g;
/** What decides by a number in a source shows beside it: so far, relatively. */
const BESIDE = 2 ** -6;
/** Numbers of many sizes. */
// deno-fmt-ignore
const NUMBERS = /* @__PURE__ */ [
  0, 0.5, 1.5, 2.5, 0.1, 0.01, 1e-3, 1e-6, 0.25, 0.9, 0.95, 0.99, 0.999, ...LENGTHS,
].flatMap((x) => [x, -x]);
/** Larger numbers in a source are not tried: a kind may count to them. */
const LARGEST = 2 ** 17;
/** How often several options are changed at once. */
const SEVERAL = 256;

/** The functions of a kind, which may decide by numbers and texts that stand there. */
export function functionsOf(kind: LayerKind): unknown[] {
  return Object.values(kind).filter((member) => typeof member === "function");
}

/**
 * Other options of a kind, first with one of them changed, then with several: to numbers and texts that
 * stand in its source, to numbers of many sizes and signs, or left out.
 *
 * @param read Reads options as the kind does: it may ask for some that are not given.
 * @param key By which those are drawn that change several.
 */
export function otherOptions(
  kind: LayerKind,
  given: LayerOptions,
  read: (options: LayerOptions) => void,
  key: RandomKey,
): readonly [one: Options[], several: Options[]] {
  const functions = functionsOf(kind), source = functions.flatMap(sourcesOf).join(" ");
  const texts = Array.from(source.matchAll(TEXT), ([, double, single]) => (double ?? single)!);
  const numbers = writtenIn(functions).filter((x) => Math.abs(x) <= LARGEST);
  const options = { ...absentIn(kind, given, read), ...given } as Options;
  const names = Object.keys(options);
  const others = names.map((name) => othersOf(name, options[name], { source, texts, numbers }));
  const longest = Math.max(0, ...others.map(({ length }) => length));
  const one = Array.from({ length: longest }, (_, n) => n).flatMap((n) =>
    names.flatMap((name, k) => n in others[k]! ? [withOption(options, name, others[k]![n])] : [])
  );
  const several = Array.from(
    { length: names.length > 1 ? SEVERAL : 0 },
    (_, n) =>
      names.reduce((changed, name, k) => {
        // The first are the most telling.
        const list = others[k]!, at = 2 * uniformAt(deriveKey(key, n), k) ** 2 * list.length;
        return at < list.length ? withOption(changed, name, list[Math.floor(at)]) : changed;
      }, options),
  );
  return [one, several];
}

/** Options with one that is changed, or left out. */
function withOption(options: Options, name: string, value: unknown): Options {
  const changed = Object.entries({ ...options, [name]: value });
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined));
}

/** The options that a kind asks for though they are not given: undefined, by their names. */
function absentIn(kind: LayerKind, given: LayerOptions, read: (options: LayerOptions) => void) {
  const absent: Record<string, undefined> = {};
  const has = (of: object, name: string | symbol) => {
    if (typeof name === "string" && !(name in of)) absent[name] = undefined;
    return name in of;
  };
  const get = (of: object, name: string | symbol) =>
    has(of, name) ? Reflect.get(of, name) : undefined;
  const asked = new Proxy(given, { has, get });
  unlessThrown([Error], () => kind.options(asked as Options));
  read(asked);
  return absent;
}

/** Other values of an option, the most telling first. */
function othersOf(name: string, value: unknown, written: Written): readonly unknown[] {
  if (value !== undefined && value !== null) {
    return othersThan(value, written).toSpliced(6, 0, undefined, null);
  }
  // What it is compared with, or what it is by default, tells of which sort it is.
  const beside = String.raw`\b${name}\s*[?|=!<>]+\s*(true|false|"[^"\\]*"|-?\d+(?:\.\d+)?)`;
  const found = Array.from(written.source.matchAll(new RegExp(beside, "g")), ([, text]) => {
    return JSON.parse(text!);
  });
  return found.length > 0
    ? found.flatMap((each) => [each, ...othersThan(each, written)])
    : [true, 2];
}

/** Other values of the same sort. */
function othersThan(value: unknown, written: Written): unknown[] {
  if (typeof value === "number") {
    return [
      ...[value + 1, -value, value / 2, 2 * value, value + 0.5, value - 1],
      ...written.numbers.flatMap((x) => [x, x + 1, x - 1, x + x * BESIDE, x - x * BESIDE]),
      ...NUMBERS,
    ];
  }
  if (typeof value === "boolean") return [!value];
  if (typeof value === "string") return [...written.texts];
  if (Array.isArray(value)) {
    return [
      ...[[...value, ...value], value.slice(1), value.slice(0, -1), value.toReversed()],
      ...value.flatMap((each, i) => othersThan(each, written).map((other) => value.with(i, other))),
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  const { kind } = value as Options;
  const alike = Object.values(ACTIVATIONS).filter((activation) => activation.kind === kind);
  return alike.length > 0
    ? alike
    : Object.entries(value).flatMap(([name, each]) =>
      othersThan(each, written).map((other) => ({ ...value, [name]: other }))
    );
}
