import {
  nextPiece,
  type ResidueArithmetic,
  type ResidueOptions,
  residues,
  type Sign,
} from "../../src/core/arithmetic/residue/residue.ts";

/** An arithmetic for each piece of what is computed with it before the next one is asked for. */
export function* pieces(options: ResidueOptions): Generator<ResidueArithmetic, void> {
  let first: readonly Sign[] | undefined = [];
  while (first !== undefined) {
    const signs = first;
    const m = residues({ ...options, signs: (index) => signs[index] ?? 1 });
    yield m;
    first = nextPiece(m.signs);
  }
}
