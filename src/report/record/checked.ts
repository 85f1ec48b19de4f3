import { isNatural } from "../../core/support/checks.ts";
import { describe, printable } from "../../core/support/describe.ts";
import { listOf, recordOf } from "../../core/support/untrusted.ts";

/** Takes a value of foreign origin, called by a name in messages, and throws unless it is right. */
export type Check<Value> = (value: unknown, what: string) => Value;

/** A finite number. */
export function number(value: unknown, what: string): number {
  return passed(typeof value === "number" && Number.isFinite(value), value, what, "a number");
}

/** An integer of at least 0. */
export function natural(value: unknown, what: string): number {
  return passed(isNatural(value), value, what, "an integer of at least 0");
}

export function text(value: unknown, what: string): string {
  return passed(typeof value === "string", value, what, "a text");
}

/** A text or a finite number. */
export function textOrNumber(value: unknown, what: string): string | number {
  return typeof value === "string" ? value : number(value, what);
}

/** A list of what `each` checks. */
export function list<Value>(each: Check<Value>): Check<readonly Value[]> {
  return (value, what) => listOf(value, what).map((member, i) => each(member, `${what}[${i}]`));
}

/** Values by any names. */
export function named<Value>(each: Check<Value>): Check<Readonly<Record<string, Value>>> {
  return (value, what) =>
    Object.fromEntries(
      Object.entries(recordOf(value, what)).map(([name, member]) => [
        name,
        each(member, memberOf(what, name)),
      ]),
    );
}

/** The checks of members; of those that may be absent, their names end by a question mark. */
type Checks<Value> =
  & {
    readonly [
      Name in keyof Value as Partial<Pick<Value, Name>> extends Pick<Value, Name> ? never : Name
    ]: Check<
      Value[Name]
    >;
  }
  & {
    readonly [
      Name in keyof Value as Partial<Pick<Value, Name>> extends Pick<Value, Name>
        ? `${Name & string}?`
        : never
    ]-?: Check<Exclude<Value[Name], undefined>>;
  };

/** An object of these members; what it has beside them, maybe of a later version, is left out. */
export function members<Value>(value: unknown, what: string, checks: Checks<Value>): Value {
  const given = recordOf(value, what);
  const found = Object.entries<Check<unknown>>(checks).flatMap(([key, check]) => {
    const name = key.replace("?", "");
    if (key !== name && given[name] === undefined) return [];
    return [[name, check(given[name], memberOf(what, name))]];
  });
  return Object.fromEntries(found) as Value;
}

function passed<Value>(isRight: boolean, value: unknown, what: string, wanted: string): Value {
  if (isRight) return value as Value;
  throw new TypeError(`${what} must be ${wanted}, but found ${describe(value)}`);
}

function memberOf(what: string, name: string): string {
  return `${what}.${printable(name.slice(0, 40))}`;
}
