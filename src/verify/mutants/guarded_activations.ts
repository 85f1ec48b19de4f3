import {
  type Activation,
  elementwise,
  type ElementwiseActivation,
} from "../../nn/activations/activation.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { activationParts, type Mutant } from "./mutant.ts";

/** z log(1 + z²) by `xlogy`, whose first argument varies, which in a loss is a constant target. */
const logarithmic: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "xlogy(z, 1 + z²)",
  value: (m, z) => m.xlogy(z, onePlusSquare(m, z)),
  slope: (m, { z }) => m.add(m.log(onePlusSquare(m, z)), byBase(m, z)),
});

/** z / (1 + z²) by `xdivy`, both of whose arguments vary. */
const rational: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "xdivy(z, 1 + z²)",
  value: (m, z) => m.xdivy(z, onePlusSquare(m, z)),
  slope: (m, { z, a }) => {
    const base = onePlusSquare(m, z);
    return m.div(m.sub(m.one, m.mul(m.constant(2), m.mul(a, z))), base);
  },
});

/** Activations that show `xlogy` and `xdivy` differentiated with respect to both arguments. */
export const GUARDED_ACTIVATIONS: readonly Activation[] = [logarithmic, rational];

/** The same without the derivative with respect to one argument. */
export const wrongGuardedActivations = (): readonly Mutant[] => [
  lost("xlogy′ by y lost", logarithmic, (m, { z }) => byBase(m, z)),
  lost("xlogy′ by a lost", logarithmic, (m, { z }) => m.log(onePlusSquare(m, z))),
  lost("xdivy′ by y lost", rational, (m, { z, a }) => {
    return m.div(m.mul(m.constant(-2), m.mul(a, z)), onePlusSquare(m, z));
  }),
  lost("xdivy′ by a lost", rational, (m, { z }) => m.div(m.one, onePlusSquare(m, z))),
];

/** (z / (1 + z²)) · 2z. */
function byBase<T>(m: Arithmetic<T>, z: T): T {
  return m.div(m.mul(m.constant(2), m.mul(z, z)), onePlusSquare(m, z));
}

function onePlusSquare<T>(m: Arithmetic<T>, z: T): T {
  return m.add(m.one, m.mul(z, z));
}

function lost(
  name: string,
  right: ElementwiseActivation,
  slope: ElementwiseActivation["slope"],
): Mutant {
  return {
    name,
    source: "one term of a product rule forgotten",
    ...activationParts(elementwise({ ...right, slope })),
  };
}
