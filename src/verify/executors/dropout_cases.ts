import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries } from "../../core/matrix/matrix.ts";
import { dropoutMask } from "../../nn/layers/dropout.ts";
import { deriveKey, randomKey } from "../../core/random/random.ts";
import { reserveRows, type Rows, WORD } from "../../executors/wasm/memory/layout.ts";
import { integers, paddingOf, placeRows, wordsOfRows } from "./integers.ts";
import type { MakeCase, Region } from "./kernel_case.ts";
import { type BatchSizes, forPart } from "./sizes.ts";

/** 1 / (1 − rate) is 2 or 4, so that kept outputs are exact. */
const RATES = [0.5, 0.75];

/** The mask of dropout, and outputs times the mask. */
export function dropping({ rows, columns }: BatchSizes, seed: number): MakeCase {
  const a = integers(rows, columns, seed), key = deriveKey(randomKey(seed), rows, columns);
  const rate = RATES[seed % RATES.length]!;
  const mask = dropoutMask(key, rows, columns, rate);
  const out = byEntries(float64, a, (index) => a.data[index]! * mask.data[index]!);
  return (layout) => {
    const as = placeRows(layout, a), outs = reserveRows(layout, rows, columns);
    const masks = reserveRows(layout, rows, columns), keyAt = layout.reserve(2 * WORD);
    return {
      kernel: "dropout",
      shape: `(${rows} × ${columns})`,
      operands: [as, { write: (memory) => new Uint32Array(memory).set(key, keyAt / WORD) }],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(rows, share), (part, own, first) =>
          kernels.dropout(target, {
            ...{ a: own(as), out: own(outs), rows: part, first },
            dropout: { rate, key: keyAt, mask: own(masks) },
          })),
      expected: [...wordsOfRows(outs, out), ...wordsOfRows(masks, mask)],
      free: [...paddingOf(outs, rows), ...paddingOf(masks, rows)],
    };
  };
}

/** Errors of outputs, some of which were dropped. */
export function masking({ rows, columns }: BatchSizes, seed: number): MakeCase {
  const errors = integers(rows, columns, seed);
  const mask = dropoutMask(randomKey(seed), rows, columns, RATES[0]!);
  const masked = byEntries(float64, errors, (index) => errors.data[index]! * mask.data[index]!);
  return (layout) => {
    const es = placeRows(layout, errors), masks = placeRows(layout, mask);
    return {
      kernel: "masking of errors",
      shape: `(${rows} × ${columns})`,
      operands: [es, masks],
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

/** The bytes between the rows of a region. */
function slackOf({ address, stride, columns }: Rows, rows: number): Region[] {
  const bytes = stride - columns * WORD;
  return Array.from({ length: bytes > 0 ? rows : 0 }, (_, i) => {
    return { address: address + i * stride + columns * WORD, bytes };
  });
}
