import { elementwise, type ElementwiseActivation } from "./activation.ts";

/** The identity: a = z, with slope 1. */
export const linear: ElementwiseActivation = elementwise({
  name: "linear",
  value: (_, z) => z,
  slope: (m) => m.one,
});
