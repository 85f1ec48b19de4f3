import {
  componentNamed,
  type componentNames,
  componentTypeOf,
  type CustomComponents,
  isComponentType,
} from "./components.ts";

/** The deepest nesting of options, which are walked by recursion. */
const MOST_DEPTH = 200;

/**
 * An option as plain data: components in it, as of layers inside others, become `{ "$kind": "dense" }`.
 *
 * @param nameOf Gives the name of a component in this file.
 * @throws {TypeError} If JSON would not keep the option, data in it look like the name of a component, or
 * a component has the name of another.
 */
export function packOption(
  option: unknown,
  nameOf: ReturnType<typeof componentNames>,
  what: string,
): unknown {
  const packed = walk(option, 0, (value) => {
    const type = componentTypeOf(value);
    if (type) return { [`$${type}`]: nameOf(type, value as never) };
    if (referredBy(value) === undefined) return undefined;
    throw new TypeError(
      `Options must not look like names of components in files, but found ${what}`,
    );
  });
  const text = JSON.stringify(packed);
  if (text !== undefined && isSame(packed, JSON.parse(text))) return packed;
  throw new TypeError(
    `Options must be plain data, without NaN and infinities, to be written to a file, ` +
      `but found ${what}`,
  );
}

/**
 * The inverse of {@linkcode packOption}, for untrusted JSON.
 *
 * @throws {TypeError} If it is nested too deeply.
 * @throws {RangeError} If a component is unknown.
 */
export function unpackOption(option: unknown, where: string, custom: CustomComponents): unknown {
  return walk(option, 0, (value) => {
    const type = referredBy(value);
    if (type === undefined) return undefined;
    return componentNamed(
      type,
      (value as Readonly<Record<string, unknown>>)[`$${type}`],
      where,
      custom,
    );
  });
}

/** The type of component that a value gives the name of, as `{ "$kind": "dense" }` does. */
function referredBy(value: unknown) {
  const [name = "", ...others] = Object.keys(Object(value)), type = name.slice(1);
  const refers = others.length === 0 && name.startsWith("$") && isComponentType(type);
  return refers ? type : undefined;
}

/** Replaces values in plain data, where `replace` returns something for them. */
function walk(value: unknown, depth: number, replace: (value: unknown) => unknown): unknown {
  if (depth > MOST_DEPTH) {
    throw new TypeError(`Options must not be nested deeper than ${MOST_DEPTH}`);
  }
  if (typeof value !== "object" || value === null) return value;
  const other = replace(value);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((each) => walk(each, depth + 1, replace));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, walk(each, depth + 1, replace)]),
  );
}

function isRecord(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether two values hold the same plain data. */
function isSame(x: unknown, y: unknown): boolean {
  if (typeof x !== "object" || x === null) return Object.is(x, y);
  if (typeof y !== "object" || y === null || Array.isArray(x) !== Array.isArray(y)) return false;
  const isPlain = Array.isArray(x) || isRecord(x);
  return isPlain && Object.keys(x).length === Object.keys(y).length &&
    Object.entries(x).every(([name, member]) => isSame(member, (y as typeof x)[name as never]));
}
