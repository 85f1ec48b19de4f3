import type { Level } from "../../executors/wasm/memory/factor.ts";
import { KERNELS, type Kernels } from "./kernels.ts";

/** Kernels, one of them wrong, and how many workers it takes to show that. */
interface WrongKernel {
  readonly name: string;
  readonly kernels: Kernels;
  readonly workers: number;
}

/** Bugs that kernels of this kind have had, one each. */
export function wrongKernels(): readonly WrongKernel[] {
  const { product, pullback, gradientSums, biasSums, sparseProduct, sparseUpdate } = KERNELS;
  const { columnSums, dropout, masking, flip, imageCopy, zeros, pool, poolErrors } = KERNELS;
  const { transpose, gather, rowFormulas, entryFormulas, shareOf, partOf, activation } = KERNELS;
  return [
    wrong("a product without the rows behind its last whole tile", {
      product: (target, of) => {
        const whole = ({ count, step }: Level) => ({ count: count - count % 4 || count, step });
        product(target, { ...of, a: { ...of.a, levels: of.a.levels.map(whole) } });
      },
    }),
    wrong("a product that sums one row of a panel too few", {
      product: (target, of) => {
        const { runs } = of.a;
        const fewer = { ...runs, length: Math.max(1, runs.length - 1) };
        product(target, { ...of, a: { ...of.a, runs: fewer } });
      },
    }),
    wrong("a product with the stride of a row that is a vector longer", {
      product: (target, of) => product(target, { ...of, stride: of.stride + 16 }),
    }),
    wrong("a product with the stride of a row of A that is a vector shorter", {
      product: (target, of) => {
        const levels = of.a.levels.map(({ count, step }) => ({ count, step: step - 16 }));
        product(target, { ...of, a: { ...of.a, levels } });
      },
    }),
    wrong("a product without its biases", {
      product: (target, { biases: _, ...of }) => product(target, of),
    }),
    wrong("weighted sums in place of activations", {
      activation: (target, f, into) => activation(target, f, { a: into.a, z: into.a }),
    }),
    wrong("a slope evaluated on A instead of Z", {
      pullback: (target, f, at) => pullback(target, f, { ...at, z: at.a }),
    }),
    wrong("errors behind the last column that are not masked", {
      pullback: (target, f, at) => {
        const finish = pullback(target, f, at);
        return ({ mask: _, ...entry }) => finish(entry);
      },
    }),
    wrong("gradient sums without the last example", {
      gradientSums: (target, of) => {
        const [{ count, step }, ...inner] = of.a.levels as [Level, ...Level[]];
        const levels = [{ count: Math.max(1, count - 1), step }, ...inner];
        gradientSums(target, { ...of, a: { ...of.a, levels } });
      },
    }),
    wrong("gradient sums of errors one column further on", {
      gradientSums: (target, of) => {
        const errors = { ...of.errors, address: of.errors.address + 4 };
        gradientSums(target, { ...of, errors });
      },
    }),
    wrong("an image copy without the last line", {
      imageCopy: (target, of) => {
        imageCopy(target, { ...of, from: { ...of.from, height: of.from.height - 1 } });
      },
    }),
    wrong("an image copy without its strides", {
      imageCopy: (target, { strides: _, ...of }) => imageCopy(target, of),
    }),
    wrong("a kernel that is turned one pixel short", {
      flip: (target, of) => flip(target, { ...of, taps: of.taps - 1 }),
    }),
    wrong("windows that begin one pixel further on", {
      pool: (target, of) => {
        const from = { ...of.from, address: of.from.address + of.from.pixel };
        pool(target, { ...of, from });
      },
    }),
    wrong("errors of windows from the window before", {
      poolErrors: (target, of) => {
        const errors = { ...of.errors, address: of.errors.address - of.stride };
        poolErrors(target, { ...of, errors });
      },
    }),
    wrong("zeros in all rows but the last", {
      zeros: (target, of, rows) => zeros(target, of, rows - 1),
    }),
    wrong("bias sums without the last example", {
      biasSums: (target, of) => biasSums(target, { ...of, rows: Math.max(1, of.rows - 1) }),
    }),
    wrong("a sparse product with the ranges of the row before", {
      sparseProduct: (target, of) => {
        sparseProduct(target, { ...of, batch: { ...of.batch, ranges: of.batch.ranges - 8 } });
      },
    }),
    wrong("a sparse update without the last row", {
      sparseUpdate: (target, of) => {
        const rows = Math.max(1, of.batch.rows - 2);
        sparseUpdate(target, { ...of, batch: { ...of.batch, rows } });
      },
    }),
    wrong("a transposed copy that is stale: the last panel is not copied again", {
      transpose: (target, of) => {
        const share = { ...of.share, of: <T>(all: readonly T[]) => of.share.of(all).slice(0, -1) };
        transpose(target, { ...of, share });
      },
    }),
    wrong("a gathering that leaves the last row of the batch before", {
      gather: (target, of) => gather(target, { ...of, rows: Math.max(1, of.rows - 1) }),
    }),
    wrong("row formulas without the rows behind the last four", {
      rowFormulas: (target, of) => {
        rowFormulas(target, { ...of, rows: of.rows - of.rows % 4 || of.rows });
      },
    }),
    wrong("a mask of dropout that starts again for each worker", {
      dropout: (target, of) => dropout(target, { ...of, first: 0 }),
    }, 2),
    wrong("errors of the last example that are not masked", {
      masking: (target, of) => masking(target, { ...of, rows: Math.max(1, of.rows - 1) }),
    }),
    wrong("squares of columns without the last row", {
      columnSums: (target, of) => columnSums(target, { ...of, inner: Math.max(1, of.inner - 1) }),
    }),
    wrong("an optimizer that forgets its slots", {
      entryFormulas: (target, of) => {
        entryFormulas(target, { ...of, results: of.results.slice(0, 1) });
      },
    }),
    wrong("an optimizer's pass that stops a vector early", {
      entryFormulas: (target, of) => entryFormulas(target, { ...of, below: of.below - 16 }),
    }),
    wrong("a panel missed in a worker's share", {
      shareOf: (worker, workers) => {
        const share = shareOf(worker, workers);
        if (worker === 0) return share;
        return { ...share, of: (pieces) => share.of(pieces).slice(1) };
      },
    }, 2),
    wrong("a panel in the shares of two workers", {
      shareOf: (worker, workers) => {
        const share = shareOf(worker, workers);
        if (worker === 0) return share;
        return { ...share, of: (pieces) => pieces.slice(-share.of(pieces).length - 1) };
      },
    }, 2),
    wrong("examples of a worker that start at the first of the batch", {
      partOf: (rows, share) => ({ ...partOf(rows, share), from: 0 }),
    }, 2),
  ];
}

function wrong(name: string, kernels: Partial<Kernels>, workers = 1): WrongKernel {
  return { name, kernels: { ...KERNELS, ...kernels }, workers };
}
