import {
  nextRegion,
  type ResidueArithmetic,
  type ResidueOptions,
  residues,
  type Sign,
} from "../../src/core/arithmetic/residue/residue.ts";

/** An arithmetic for each region of what is computed with it before the next one is asked for. */
export function* regions(options: ResidueOptions): Generator<ResidueArithmetic, void> {
  let first: readonly Sign[] | undefined = [];
  while (first !== undefined) {
    const signs = first;
    const m = residues({ ...options, signs: (index) => signs[index] ?? 1 });
    yield m;
    first = nextRegion(m.signs);
  }
}
