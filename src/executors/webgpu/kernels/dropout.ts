import { threefryOver, type WordArithmetic } from "../../../core/random/threefry.ts";
import { dropThreshold, keptScale } from "../../../nn/layers/dropout.ts";
import { each, type Kernel } from "../wgsl/kernel.ts";
import type { Lines } from "../wgsl/lines.ts";
import { literal } from "../wgsl/literal.ts";

/** The dropout of a layer's outputs (rows × units). */
export interface Dropping {
  readonly rows: number;
  readonly units: number;
  readonly rate: number;
  /** The text of each word of the key. */
  readonly key: readonly [string, string];
  /** The regions of the outputs, of the mask, and of their product. */
  readonly a: number;
  readonly mask: number;
  readonly out: number;
}

/** A dropout mask, identical to that of `dropoutMask`, and the outputs of the layer. */
export function dropoutKernel(name: string, dropping: Dropping): Kernel {
  const { rows, units, rate, key, a, mask, out } = dropping;
  // Each pair of words is for two columns of eight, four apart.
  const lanes = Math.ceil(units / 8) * 4;
  return each(name, rows * lanes, (to) => {
    to.add(`let row = i / ${lanes}u; let lane = i % ${lanes}u;`);
    const words = threefryOver(wordsInto(to), [to.hold(key[0]), to.hold(key[1])], ["row", "lane"]);
    words.forEach((word, v) => {
      to.add(`{ let unit = lane / 4u * 8u + ${4 * v}u + lane % 4u; if (unit < ${units}u) {`);
      to.add(`let at = row * ${units}u + unit;`);
      const kept = literal(keptScale(rate));
      to.add(`let kept = select(0f, ${kept}, ${word} >= ${dropThreshold(rate)}u);`);
      to.add(`w[${mask}u + at] = kept; w[${out}u + at] = w[${a}u + at] * kept; } }`);
    });
  });
}

/** Words of 32 bits, each held. */
function wordsInto(to: Lines): WordArithmetic<string> {
  return {
    constant: (word) => `${word >>> 0}u`,
    add: (x, y) => to.hold(`${x} + ${y}`),
    xor: (x, y) => to.hold(`${x} ^ ${y}`),
    rotate: (x, bits) => to.hold(`(${x} << ${bits}u) | (${x} >> ${32 - bits}u)`),
  };
}
