import { isCount, isNatural } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { recordOf } from "../../core/support/untrusted.ts";

/** The programs whose files have Keras layers, which differ in some words. */
export type Dialect = "tensorflow.js" | "keras 2" | "keras 3";

/** The configuration of a Keras layer from a file, untrusted. */
export class KerasConfig {
  readonly #members: Readonly<Record<string, unknown>>;

  /**
   * @param where The layer, for messages.
   * @throws {TypeError} If the members are not an object.
   */
  constructor(members: unknown, readonly where: string, readonly dialect: Dialect) {
    this.#members = recordOf(members, `The config of ${where}`);
  }

  /** A member as it is; `undefined` where it is missing or null. */
  value(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] ?? undefined : undefined;
  }

  /** A positive integer. */
  count(name: string): number {
    const value = this.value(name);
    return isCount(value) ? value : this.#refuse(name, "a positive integer", value);
  }

  /** A finite number. */
  number(name: string, usual?: number): number {
    const value = this.value(name) ?? usual;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    return this.#refuse(name, "a number", value);
  }

  flag(name: string, usual: boolean): boolean {
    const value = this.value(name) ?? usual;
    return typeof value === "boolean" ? value : this.#refuse(name, "true or false", value);
  }

  /** Two positive integers, or one for both. */
  pair(name: string, usual?: readonly [number, number]): readonly [number, number] {
    const value = this.value(name) ?? usual;
    const [first, second, ...others] = Array.isArray(value) ? value : [value, value];
    if (isCount(first) && isCount(second) && others.length === 0) return [first, second];
    return this.#refuse(name, "a positive integer or two", value);
  }

  /** One positive integer, or a list of it. */
  single(name: string, usual?: number): number {
    const value = this.value(name) ?? usual;
    const [first, ...others] = Array.isArray(value) ? value : [value];
    if (isCount(first) && others.length === 0) return first;
    return this.#refuse(name, "a positive integer", value);
  }

  word<Word extends string>(name: string, words: readonly Word[], usual?: Word): Word {
    const value = this.value(name) ?? usual;
    const found = words.find((word) => word === value);
    return found ?? this.#refuse(name, words.join(" or "), value);
  }

  /** An array of natural numbers. */
  naturals(name: string): readonly number[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? value : [value];
    return list.every(isNatural) ? list : this.#refuse(name, "natural numbers", value);
  }

  /** Throws a RangeError unless a member is missing, or what alone this library can do. */
  only(name: string, ...allowed: readonly unknown[]): void {
    const value = this.value(name);
    const text = JSON.stringify(value);
    if (value === undefined || allowed.some((each) => JSON.stringify(each) === text)) return;
    const wanted = allowed.map((each) => JSON.stringify(each)).join(" or ") || "left out";
    throw new RangeError(
      `${this.where} must have ${name} ${wanted} to be read, but found ${describe(text)}`,
    );
  }

  /** Throws a RangeError if the arrays of the layer are quantized, as scales belong to them then. */
  checkNotQuantized(): void {
    const dtype = this.value("dtype");
    const policy = typeof dtype === "object" ? dtype as Readonly<Record<string, unknown>> : {};
    const words = [dtype, policy.class_name].filter((word) => typeof word === "string");
    if (words.every((word) => !/quantized|_from_/i.test(word as string))) return;
    throw new RangeError(
      `${this.where} is quantized (${
        describe(words[0])
      }), which this library does not read: save ` +
        "the model before it is quantized",
    );
  }

  #refuse(name: string, wanted: string, value: unknown): never {
    throw new TypeError(`${name} of ${this.where} must be ${wanted}, but found ${describe(value)}`);
  }
}
