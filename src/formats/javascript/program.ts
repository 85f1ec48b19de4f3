import { base64Of } from "../../core/support/base64.ts";
import { float32Bytes } from "../float32_bytes.ts";

/** Words that JavaScript keeps for itself, globals that a program uses, and names within functions. */
const TAKEN =
  "Array Float32Array Float64Array Math Number Object String Uint8Array DataView atob " +
  "await break case catch class const continue debugger default delete do else enum eval export " +
  "extends false finally for function if implements import in instanceof interface let new null " +
  "package private protected public return static super switch this throw true try typeof " +
  "undefined var void while with yield arguments Infinity NaN TypeError RangeError predict " +
  "example inputs scaled best both part";

/** Other names within functions: those of numbers, rows and counters. */
const LOCAL = /^[a-z]\d*$/;

/** What is left of a description of which all members are printed. */
export type Nothing = Readonly<Record<string, never>>;

/** The text of a module: its definitions, each printed once. */
export class Program {
  readonly #names = new Set(TAKEN.split(" "));
  readonly #known = new Map<unknown, string>();
  readonly #functions: string[] = [];
  readonly #numbers: string[] = [];

  /** A name that nothing else has, as near to the wanted one as JavaScript lets. */
  name(wanted: string): string {
    const plain = wanted.replaceAll(/[^A-Za-z0-9$]+/g, "_").replace(/_$/, "");
    const base = /^[A-Za-z_$]/.test(plain) ? plain : `_${plain}`;
    let name = base;
    for (let n = 2; this.#names.has(name) || LOCAL.test(name); n++) name = `${base}_${n}`;
    this.#names.add(name);
    return name;
  }

  /**
   * The name of a function, which is printed once.
   *
   * @param key What makes it another.
   * @param print The text, without a line break at its end.
   */
  define(key: unknown, wanted: string, print: (name: string) => string): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.name(wanted);
    this.#known.set(key, name);
    const text = print(name); // which may define others, to stand before it
    this.#functions.push(text);
    return name;
  }

  /** The name of an array of numbers in float32, which stand at the end as base64. */
  numbers(wanted: string, numbers: ArrayLike<number>): string {
    const name = this.name(wanted);
    const decode = this.define("numbers", "numbers", printDecoder);
    const bytes = float32Bytes([{ name: wanted, data: numbers }]);
    this.#numbers.push(`const ${name} = ${decode}("${base64Of(bytes)}");`);
    return name;
  }

  /** The definitions: the functions, then the numbers. */
  get text(): string {
    return [...this.#functions, this.#numbers.join("\n")].filter(Boolean).join("\n\n");
  }
}

function printDecoder(name: string): string {
  return `/** Numbers from base64 of little-endian float32. */
function ${name}(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}`;
}
