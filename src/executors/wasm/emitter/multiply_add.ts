import type { Code } from "./code.ts";
import { f32x4 } from "./instructions.ts";

/** How one build of a module fuses products with sums. */
export interface MultiplyAdd {
  /** `relaxed` rounds once where the machine can, `plain` rounds twice everywhere. */
  readonly name: "relaxed" | "plain";
  /** x y + z. */
  readonly madd: (x: Code<"v128">, y: Code<"v128">, z: Code<"v128">) => Code<"v128">;
  /** z − x y. */
  readonly nmadd: (x: Code<"v128">, y: Code<"v128">, z: Code<"v128">) => Code<"v128">;
}

/** Relaxed SIMD: fused where the machine can. */
export const RELAXED: MultiplyAdd = {
  name: "relaxed",
  madd: (x, y, z) => f32x4.relaxedMadd(x, y, z),
  nmadd: (x, y, z) => f32x4.relaxedNmadd(x, y, z),
};

/** Plain SIMD, for engines without the relaxed instructions. */
export const PLAIN: MultiplyAdd = {
  name: "plain",
  madd: (x, y, z) => f32x4.add(f32x4.mul(x, y), z),
  nmadd: (x, y, z) => f32x4.sub(z, f32x4.mul(x, y)),
};
