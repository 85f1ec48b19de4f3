import type { Summary } from "../../engine/summary.ts";
import { sizeOf } from "../../nn/layers/shape.ts";

/** The most looks between the first and the last, and the most examples that each looks at. */
const MOST = { looks: 16, examples: 64 } as const;

/** Of fewer examples than these, units that are rarely active seem dead: rather fewer looks. */
const ENOUGH_EXAMPLES = 32;

/** The least of both, however large the network is. */
const LEAST = { looks: 2, examples: 4 } as const;

/** The work of all looks, in products: about two seconds of JavaScript. */
const MOST_WORK = 2 ** 28;

/** The forward pass, the gradients of the parameters, and the errors of the layer below. */
const PASSES = 3;

/** What an activation costs beside its products, in products: pools and convolutions copy much. */
const ACTIVATION = 25;

/** How often a network is looked at between the first and the last look, and with how many examples. */
export interface LookSizes {
  readonly looks: number;
  readonly examples: number;
}

/** What a report can afford: small networks are looked at often, those with many products seldom. */
export function lookSizes({ multiplyAdds, layers }: Summary): LookSizes {
  const activations = layers.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const all = MOST_WORK / PASSES / (multiplyAdds + ACTIVATION * activations);
  const wanted = Math.max(ENOUGH_EXAMPLES, Math.min(MOST.examples, all / MOST.looks));
  const examples = Math.max(
    LEAST.examples,
    Math.floor(Math.min(wanted, all / (LEAST.looks + ENDS))),
  );
  const looks = Math.floor(all / examples) - ENDS;
  return { examples, looks: Math.max(LEAST.looks, Math.min(MOST.looks, looks)) };
}

/** The first look and the last. */
const ENDS = 2;
