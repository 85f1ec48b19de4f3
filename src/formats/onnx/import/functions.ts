import { float64 } from "../../../core/arithmetic/float64.ts";
import { activationNamed, ACTIVATIONS } from "../../../nn/activations/activations.ts";
import type { Activation, ElementwiseActivation } from "../../../nn/activations/activation.ts";
import { activationKind } from "../../../nn/layers/activation.ts";
import { affine } from "./affine.ts";
import { append, type Flow, type Fn } from "./values.ts";

/** How many points lie near 0, where activations differ. */
const NEAR = 65;

/** Far points, as some functions are clipped. */
const FAR: readonly number[] = [-16, 16, -64, 64, -256, 256, -1e4, 1e4, -1e6, 1e6];

/** Where functions are compared: on both sides of every kink, and far out. */
const POINTS: Float64Array = /* @__PURE__ */ Float64Array.from(
  { length: NEAR + 10 },
  (_, i) => FAR[i - NEAR] ?? (i - 32) / 4 + (i % 3) / 32,
);

/** Constants of the graph are float32, so that functions of them differ by as much: 2⁻²⁴ a step. */
const TOLERANCE = 2e-6;

/** What functions became, as several operators may take one. */
const APPLIED: WeakMap<Fn, Flow | undefined> = /* @__PURE__ */ new WeakMap();

/** The most views of a function: a chain of operators is at most as long as an activation. */
const MOST_VIEWS = 8;

/** z, as a function of a flow. */
export function identity(flow: Flow): Fn {
  return { views: [{ flow, values: POINTS }], families: [] };
}

/** What a function is of, and the flow after it, if that is known. */
function viewsOf(fn: Fn): Fn["views"] {
  const { views } = fn, flow = applied(fn);
  if (flow === undefined || flow === views.at(-1)!.flow) return views;
  return [...views.slice(1 - MOST_VIEWS), { flow, values: POINTS }];
}

/** A function of a function. */
export function mapped(fn: Fn, f: (x: number) => number): Fn {
  const views = viewsOf(fn).map(({ flow, values }) => ({ flow, values: values.map(f) }));
  return { ...fn, views };
}

/** A function of several functions of one flow; `undefined` if they differ in it. */
export function combined(
  fns: readonly [Fn, ...Fn[]],
  f: (...values: number[]) => number,
): Fn | undefined {
  const views = inCommon(fns).map(([flow, ...values]) => ({
    flow,
    values: values[0]!.map((_, i) => f(...values.map((each) => each[i]!))),
  }));
  return views.length === 0 ? undefined : { views, families: fns.flatMap((fn) => fn.families) };
}

/** Whether two functions are of one flow, and equal. */
export function areEqual(a: Fn, b: Fn): boolean {
  return inCommon([a, b]).some(([, x, y]) => isSame(x!, y!));
}

/** The flows that all functions are of, and their values. */
function inCommon([first, ...others]: readonly [Fn, ...Fn[]]) {
  const rest = others.map(viewsOf);
  return viewsOf(first).flatMap(({ flow, values }): [Flow, ...Float64Array[]][] => {
    const found = rest.flatMap((views) => {
      return views.filter((each) => each.flow === flow).map((each) => each.values);
    });
    return found.length === others.length ? [[flow, values, ...found]] : [];
  });
}

/** An activation of a function; of a name with a parameter, it is remembered. */
export function activatedBy(fn: Fn, name: string): Fn {
  const { value } = activationNamed(name) as ElementwiseActivation;
  const made = mapped(fn, (x) => value(float64, x));
  return name.includes("(") ? { ...made, families: [name, ...fn.families] } : made;
}

/** The flow after a function, if it is linear or an activation that the library has. */
export function applied(fn: Fn): Flow | undefined {
  if (!APPLIED.has(fn)) APPLIED.set(fn, recognized(fn));
  return APPLIED.get(fn);
}

function recognized({ views, families }: Fn): Flow | undefined {
  const activations = [
    ...Object.values(ACTIVATIONS),
    ...families.map((name) => activationNamed(name)!),
  ];
  for (const { flow, values } of views) {
    if (isSame(values, POINTS)) return flow;
    const slope = (values[NEAR - 1]! - values[0]!) / (POINTS[NEAR - 1]! - POINTS[0]!);
    const offset = values[0]! - slope * POINTS[0]!;
    if (isSame(values, POINTS.map((x) => slope * x + offset))) {
      return affine(flow, [slope], [offset]);
    }
    const found = activations.find((activation) => {
      return activation.kind === "elementwise" &&
        isSame(values, POINTS.map((x) => activation.value(float64, x)));
    });
    if (found) return activated(flow, found);
  }
  return undefined;
}

/** The flow after an activation, which is a layer of its own until the network is made. */
export function activated(flow: Flow, activation: Activation): Flow {
  return append(flow, { kind: activationKind, options: {}, activation, parameters: {} }, {});
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  const near = b.subarray(0, NEAR).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return a.every((x, i) => Math.abs(x - b[i]!) <= TOLERANCE * Math.max(near, Math.abs(b[i]!)));
}
