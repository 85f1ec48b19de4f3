import { LANE_FUNCTIONS, type LaneFunction } from "../../lower/math/functions.ts";
import type { Lanes } from "../../lower/math/lanes.ts";
import { literal } from "./literal.ts";

/** A value in WGSL: an f32, a u32 or a bool, each of which may be read as bits or as a number. */
interface Lane {
  readonly type: "f32" | "u32" | "bool";
  readonly text: string;
}

/** The names of the elementary functions in WGSL, which has less accurate ones of its own. */
export const FUNCTION_PREFIX = "own_";

/** The text of an elementary function; NaN stays NaN by its bits, as compilers may assume that there is none. */
export function printFunction(name: keyof typeof LANE_FUNCTIONS): string {
  const formula: LaneFunction = LANE_FUNCTIONS[name], lines: string[] = [];
  const result = numberOf(formula(lanesInto(lines), f32("x")));
  return `fn ${FUNCTION_PREFIX}${name}(x: f32) -> f32 {
${lines.join("\n")}
return select(${result}, x, is_nan(x));
}`;
}

function f32(text: string): Lane {
  return { type: "f32", text };
}

function u32(text: string): Lane {
  return { type: "u32", text };
}

function bool(text: string): Lane {
  return { type: "bool", text };
}

function numberOf(lane: Lane): string {
  return lane.type === "f32" ? lane.text : `bitcast<f32>(${wordOf(lane)})`;
}

function wordOf({ type, text }: Lane): string {
  if (type === "bool") return `select(0u, 0xffffffffu, ${text})`;
  return type === "u32" ? text : `bitcast<u32>(${text})`;
}

function conditionOf(lane: Lane): string {
  return lane.type === "bool" ? lane.text : `(${wordOf(lane)} != 0u)`;
}

/** One lane as text; held values are declared in `lines`. */
function lanesInto(lines: string[]): Lanes<Lane> {
  const hold = ({ type, text }: Lane): Lane => {
    const name = `v${lines.length}`;
    lines.push(`let ${name} = ${text};`);
    return { type, text: name };
  };
  const numbers = (operator: string) => (x: Lane, y: Lane) =>
    f32(`(${numberOf(x)} ${operator} ${numberOf(y)})`);
  const words = (operator: string) => (x: Lane, y: Lane) =>
    u32(`(${wordOf(x)} ${operator} ${wordOf(y)})`);
  const compared = (operator: string) => (x: Lane, y: Lane) =>
    bool(`(${numberOf(x)} ${operator} ${numberOf(y)})`);
  const chosen = (x: Lane, y: Lane, condition: string) =>
    f32(`select(${numberOf(y)}, ${numberOf(x)}, ${condition})`);
  return {
    hold,
    constant: (x) => f32(literal(x)),
    // Mesa makes 0 of x − ((x + 1) − 1); it does not see through a choice by bits.
    rounded: (x) => chosen(f32("0f"), x, `is_nan(${numberOf(x)})`),
    bits: (word) => u32(`${word >>> 0}u`),
    ...{ add: numbers("+"), sub: numbers("-"), mul: numbers("*"), div: numbers("/") },
    madd: (x, y, z) => f32(`fma(${numberOf(x)}, ${numberOf(y)}, ${numberOf(z)})`),
    nmadd: (x, y, z) => f32(`fma(-(${numberOf(x)}), ${numberOf(y)}, ${numberOf(z)})`),
    abs: (x) => f32(`abs(${numberOf(x)})`),
    least: (x, y) => chosen(y, x, `${numberOf(y)} < ${numberOf(x)}`),
    most: (x, y) => chosen(y, x, `${numberOf(x)} < ${numberOf(y)}`),
    ...{ less: compared("<"), equal: compared("==") },
    select: (x, y, mask) => chosen(x, y, conditionOf(mask)),
    ...{ and: words("&"), or: words("|"), addBits: words("+"), subBits: words("-") },
    andNot: (x, y) => u32(`(${wordOf(x)} & ~${wordOf(y)})`),
    shiftLeft: (x, by) => u32(`(${wordOf(x)} << ${by}u)`),
    shiftRight: (x, by) => u32(`bitcast<u32>(bitcast<i32>(${wordOf(x)}) >> ${by}u)`),
    convert: (x) => f32(`f32(bitcast<i32>(${wordOf(x)}))`),
    // By the function: a compiler may simplify the sum with a large number that others round by.
    nearest: (x, y, bias) => {
      const whole = hold(f32(`round(${numberOf(x)} * ${literal(y)})`));
      return { whole, bits: hold(u32(`bitcast<u32>(i32(${whole.text}) + ${bias}i)`)) };
    },
  };
}
