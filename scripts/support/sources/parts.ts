import { UsageError } from "../command.ts";

/** The shares of the records to validate and to test with. */
export interface Parts {
  readonly validation: number;
  readonly test: number;
}

/** Reads `--split 70/15/15`. */
export function partsOf(text: string): Parts {
  const shares = text.split("/").map((share) => Number(share));
  const [train, validation, test] = shares, sum = shares.reduce((sum, share) => sum + share, 0);
  const isSplit = shares.length === 3 && shares.every((share) => share >= 0) && train! > 0;
  if (!isSplit || Math.abs(sum - 100) > 1e-9) {
    throw new UsageError(
      `--split must be three shares of 100, such as 70/15/15, for training, validation and test, ` +
        `but found ${text}`,
    );
  }
  return { validation: validation! / 100, test: test! / 100 };
}
