import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import type { Lanes } from "./lanes.ts";
import { log } from "./log.ts";
import { log1p } from "./log1p.ts";
import { tanh } from "./tanh.ts";

/** An elementary function as a formula of lanes. */
export type LaneFunction = <X>(m: Lanes<X>, x: X) => X;

/** The elementary functions that no machine has as an instruction, by their names in the arithmetic. */
export const LANE_FUNCTIONS: Readonly<
  Record<"exp" | "expm1" | "log" | "log1p" | "tanh" | "erf", LaneFunction>
> = { exp, expm1, log, log1p, tanh, erf };
