import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import { dropoutMask } from "../../nn/layers/dropout.ts";
import { deriveKey, randomKey } from "../../core/random/random.ts";
import { writeRows } from "../../executors/wasm/programs/inputs.ts";
import { reserveRows, type Rows, WORD } from "../../executors/wasm/memory/layout.ts";
import { integers, paddingOf, wordsOfRows } from "./integers.ts";
import type { MakeCase, Region } from "./kernel_case.ts";
import { forPart, type Sizes } from "./sizes.ts";

/** 1 / (1 − rate) is 2 or 4, so that what is kept is exact. */
const RATES = [0.5, 0.75];

/** The mask of dropout, and outputs times the mask. */
export function dropping(
  { rows, columns }: Pick<Sizes, "rows" | "columns">,
  seed: number,
): MakeCase {
  const a = integers(rows, columns, seed), key = deriveKey(randomKey(seed), rows, columns);
  const rate = RATES[seed % RATES.length]!;
  const mask = dropoutMask(key, rows, columns, rate);
  const out = byEntries(float64, a, (index) => a.data[index]! * mask.data[index]!);
  return (layout) => {
    const [as, outs, masks] = [a, out, mask].map(() => reserveRows(layout, rows, columns));
    const keyAt = layout.reserve(2 * WORD);
    return {
      kernel: "dropout",
      shape: `(${rows} × ${columns})`,
      write: (memory) => {
        writeRows(memory, as!, a);
        new Uint32Array(memory).set(key, keyAt / WORD);
      },
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own, first) =>
          kernels.dropout(target, {
            ...{ a: own(as!), out: own(outs!), rows: part, first },
            dropout: { rate, key: keyAt, mask: own(masks!) },
          })),
      expected: [...wordsOfRows(outs!, out), ...wordsOfRows(masks!, mask)],
      free: [...paddingOf(outs!, rows), ...paddingOf(masks!, rows)],
    };
  };
}

/** Errors that come back to outputs some of which were dropped. */
export function masking(
  { rows, columns }: Pick<Sizes, "rows" | "columns">,
  seed: number,
): MakeCase {
  const errors = integers(rows, columns, seed);
  const mask = dropoutMask(randomKey(seed), rows, columns, RATES[0]!);
  const masked = byEntries(float64, errors, (index) => errors.data[index]! * mask.data[index]!);
  return (layout) => {
    const es = reserveRows(layout, rows, columns), masks = reserveRows(layout, rows, columns);
    return {
      kernel: "masking of errors",
      shape: `(${rows} × ${columns})`,
      write: (memory) => {
        writeRows(memory, es, errors);
        writeRows(memory, masks, mask);
      },
      emit: (kernels, target, share) =>
        forPart(
          kernels.partOf(rows, share),
          (part, own) => kernels.masking(target, { errors: own(es), mask: own(masks), rows: part }),
        ),
      expected: wordsOfRows(es, masked),
      free: slackOf(es, rows),
    };
  };
}

/** All that lies between the rows of a region. */
function slackOf({ address, stride, columns }: Rows, rows: number): Region[] {
  const bytes = stride - columns * WORD;
  return Array.from({ length: bytes > 0 ? rows : 0 }, (_, i) => {
    return { address: address + i * stride + columns * WORD, bytes };
  });
}
