import {
  gathering,
  packing,
  sparseProduct,
  sparseUpdate,
  transposition,
} from "../../src/verify/executors/data_cases.ts";
import { dropping, masking } from "../../src/verify/executors/dropout_cases.ts";
import { move, outputErrors } from "../../src/verify/executors/formula_cases.ts";
import type { MakeCase } from "../../src/verify/executors/kernel_case.ts";
import { casesOf, TAILS } from "../../src/verify/executors/kernel_cases.ts";
import {
  biasSums,
  errorProduct,
  forwardProduct,
  gradientSums,
} from "../../src/verify/executors/product_cases.ts";
import type { Sizes } from "../../src/verify/executors/sizes.ts";
import { columnSums } from "../../src/verify/executors/sum_cases.ts";

/** Every kernel on all sizes of tails together. */
export function allKernelCases(seed: number): MakeCase[] {
  const sizes = TAILS.rows.flatMap((rows) =>
    TAILS.columns.flatMap((columns) =>
      TAILS.inner.map((inner): Sizes => ({ rows, inner, columns }))
    )
  );
  return casesOf(sizes, seed);
}

/** One case of each kernel, with nothing behind the last column: every instruction matters. */
export function oneCaseEach(seed: number): MakeCase[] {
  const sizes = { rows: 8, inner: 7, columns: 12 };
  return [
    ...[forwardProduct, errorProduct, gradientSums, biasSums, outputErrors, gathering]
      .map((make) => make(sizes, seed)),
    ...[columnSums, dropping, masking].map((make) => make(sizes, seed)),
    ...(["bytes", "numbers"] as const).flatMap((kind) => [
      packing(sizes, kind, seed),
      sparseProduct(sizes, kind, seed),
      sparseUpdate(sizes, kind, seed),
    ]),
    transposition({ inner: 8, columns: 12 }),
    move(3, seed),
    outputErrors({ rows: 8, columns: 36 }, seed),
  ];
}
