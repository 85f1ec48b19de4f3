import {
  nextPiece,
  type ResidueArithmetic,
  type ResidueOptions,
  residues,
  type Sign,
} from "../../src/arithmetic/residue.ts";
import { deriveKey, randomKey, uniformAt } from "../../src/random/random.ts";

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

/** The n-th of many patterns of signs, the first being all 1. */
export function pattern(n: number): (index: number) => Sign {
  const key = deriveKey(randomKey(n), 0);
  return (index) => n === 0 || uniformAt(key, index) < 0.5 ? 1 : -1;
}
