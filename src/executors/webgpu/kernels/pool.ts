import { expressions } from "../../../core/arithmetic/expression.ts";
import type { PoolForm } from "../../../nn/layers/compiled_form.ts";
import { type Band, bandsAlong } from "../../lower/bands.ts";
import { printFormulas } from "../wgsl/formula.ts";
import { each, type Kernel } from "../wgsl/kernel.ts";
import type { Lines } from "../wgsl/lines.ts";

/** The windows of each channel of some images. */
export interface Pooling {
  readonly pool: PoolForm;
  readonly images: number;
  /** The region of the images. */
  readonly from: number;
}

/** The value of each window; `finish` prints what is done with the entry `i`, `sum`. */
export function poolKernel(
  name: string,
  { pool, images, from }: Pooling,
  finish: (to: Lines) => void,
): Kernel {
  const { image: [, , channels], outputs: [down, across] } = pool.windows;
  return each(name, images * down * across * channels, (to) => {
    to.add(`let c = i % ${channels}u; let x = (i / ${channels}u) % ${across}u;`);
    to.add(`let y = (i / ${channels * across}u) % ${down}u;`);
    to.add(`let image = i / ${channels * across * down}u; var sum = 0f;`);
    forEachBand(to, pool, (taps) => {
      const m = expressions(), value = pool.value(m, taps.map((_, k) => m.variable(`${k}`)));
      const [text] = printFormulas(to, [value], (k) => `w[${from}u + base + ${taps[Number(k)]}u]`);
      to.add(`sum = ${text};`);
    });
    finish(to);
  });
}

/**
 * Adds the errors of the inputs of each window to what is in `into`: windows that do not meet at a time.
 *
 * @param errors The region of the errors of the values.
 */
export function poolErrorKernels(
  name: string,
  { pool, images, from }: Pooling,
  errors: number,
  into: number,
): Kernel[] {
  const { image: [, , channels], outputs, kernel, strides } = pool.windows;
  const [lines, columns] = [0, 1].map((side) => {
    const apart = Math.ceil(kernel[side]! / strides[side]!);
    return Array.from({ length: Math.min(apart, outputs[side]!) }, (_, first) => ({
      ...{ first, apart },
      count: Math.ceil((outputs[side]! - first) / apart),
    }));
  }) as [Apart[], Apart[]];
  return lines.flatMap((down) =>
    columns.map((across) => {
      const count = images * down.count * across.count * channels;
      return each(`${name}, ${down.first} × ${across.first}`, count, (to) => {
        to.add(`let c = i % ${channels}u;`);
        to.add(
          `let x = (i / ${channels}u) % ${across.count}u * ${across.apart}u + ${across.first}u;`,
          `let y = (i / ${
            channels * across.count
          }u) % ${down.count}u * ${down.apart}u + ${down.first}u;`,
          `let image = i / ${channels * across.count * down.count}u;`,
          `let window = ((image * ${outputs[0]}u + y) * ${outputs[1]}u + x) * ${channels}u + c;`,
        );
        forEachBand(to, pool, (taps) => {
          const m = expressions(), entries = taps.map((_, k) => m.variable(`${k}`));
          const slopes = pool.pullback(m, entries, m.variable("error"));
          const texts = printFormulas(to, slopes, (name) => {
            return name === "error"
              ? `w[${errors}u + window]`
              : `w[${from}u + base + ${taps[Number(name)]}u]`;
          });
          taps.forEach((tap, k) => to.add(`w[${into}u + base + ${tap}u] += ${texts[k]};`));
        });
      });
    })
  );
}

/** Every so manieth window along a side. */
interface Apart {
  readonly first: number;
  readonly apart: number;
  readonly count: number;
}

/**
 * Prints statements for each kind of windows, by their part in the image, given how far the numbers in it
 * lie from the first, whose place is `base`.
 */
function forEachBand(
  to: Lines,
  { windows }: PoolForm,
  print: (taps: readonly number[]) => void,
): void {
  const { image: [height, width, channels], strides, before } = windows;
  const isIn = (name: string, { first, count }: Band) =>
    `${name} >= ${first}u && ${name} < ${first + count}u`;
  for (const down of bandsAlong(windows, 0)) {
    for (const across of bandsAlong(windows, 1)) {
      to.add(`if (${isIn("y", down)} && ${isIn("x", across)}) {`);
      to.add(`let top = y * ${strides[0]}u + ${down.from}u - ${before[0]}u;`);
      to.add(`let left = x * ${strides[1]}u + ${across.from}u - ${before[1]}u;`);
      to.add(`let base = ((image * ${height}u + top) * ${width}u + left) * ${channels}u + c;`);
      print(Array.from({ length: down.length * across.length }, (_, k) => {
        return (Math.floor(k / across.length) * width + k % across.length) * channels;
      }));
      to.add("}");
    }
  }
}
