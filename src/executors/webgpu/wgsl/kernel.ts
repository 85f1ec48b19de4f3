import { LANE_FUNCTIONS } from "../../lower/math/functions.ts";
import { printFunction } from "./lanes.ts";
import { Lines, type Used } from "./lines.ts";

/** A compute shader, and how many groups of invocations it takes. */
export interface Kernel {
  readonly name: string;
  readonly code: string;
  readonly groups: readonly [x: number, y: number, z: number];
}

/**
 * The bindings of all kernels.
 *
 * `w`: the numbers of training, `examples`: those of the data set, `stretch`: row numbers, numbers of
 * the rule and keys of masks of some steps, `counts`: which of them is taken, and whether a cost was not
 * finite.
 */
const BINDINGS = `
@group(0) @binding(0) var<storage, read_write> w: array<f32>;
@group(0) @binding(1) var<storage, read> examples: array<u32>;
@group(0) @binding(2) var<storage, read> stretch: array<u32>;
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>;
var<private> infinity_bits: u32 = 0x7f800000u;
fn infinity() -> f32 { return bitcast<f32>(infinity_bits); }
fn not_a_number() -> f32 { return bitcast<f32>(infinity_bits | 0x400000u); }
fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn is_finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }
`;

const HELPERS: Readonly<Record<Exclude<Used, keyof typeof LANE_FUNCTIONS>, string>> = {
  choose: `fn own_choose(x: f32, positive: f32, otherwise: f32) -> f32 {
return select(select(otherwise, positive, x > 0f), x, is_nan(x));
}`,
  xlogy: `fn own_xlogy(y: f32, a: f32) -> f32 {
return select(select(y * own_log(a), 0f, y == 0f), a, is_nan(a));
}`,
  xdivy: `fn own_xdivy(y: f32, a: f32) -> f32 {
return select(select(y / a, 0f, y == 0f), a, is_nan(a));
}`,
};

/** The text of a shader: the bindings, the functions that are used, and the rest. */
export function shader(used: ReadonlySet<Used>, ...rest: readonly string[]): string {
  const functions = Array.from(used, (name) => {
    return name in LANE_FUNCTIONS
      ? printFunction(name as keyof typeof LANE_FUNCTIONS)
      : HELPERS[name as keyof typeof HELPERS];
  });
  return [BINDINGS, ...functions, ...rest].join("\n");
}

/** The invocations of a group of a kernel that runs once for each entry. */
const GROUP = 64;

/** The most groups along a dimension: every adapter accepts as many. */
export const MOST_GROUPS = 65_535;

/**
 * A kernel that runs `count` times.
 *
 * @param print Prints the statements of one run, whose number is `index`.
 * @param options Another name of that number, and functions that the statements call.
 */
export function each(
  name: string,
  count: number,
  print: (to: Lines) => void,
  { index = "i", functions = "" }: { readonly index?: string; readonly functions?: string } = {},
): Kernel {
  const to = new Lines();
  print(to);
  const all = Math.ceil(count / GROUP), x = Math.min(all, MOST_GROUPS);
  const code = `${functions}
@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) own: u32) {
let ${index} = (group.y * ${x}u + group.x) * ${GROUP}u + own;
if (${index} >= ${count}u) { return; }
${to.text}
}`;
  return { name, code: shader(to.used, code), groups: [x, Math.ceil(all / x), 1] };
}
