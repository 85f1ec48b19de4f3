import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4 } from "../emitter/instructions.ts";

/** Clamps numbers between two bounds, keeping NaN: a variable to release. */
export function clamp(
  f: FunctionBuilder,
  x: Code<"v128">,
  least: number,
  most: number,
): Local<"v128"> {
  const raised = f32x4.pseudoMax(x, f32x4.constant(least));
  return f.local("v128", f32x4.pseudoMin(raised, f32x4.constant(most)));
}
