import { UsageError } from "../command.ts";

/** What messages of the library say in code, and the flags that say the same. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /\{ columns: \{ ("[^"]*"): "categorical" \} \}, or "ignored" to leave it out/,
    "--categorical $1, or leave it out, --drop $1",
  ],
  [
    /\{ columns: \{ ("[^"]*"): "ignored" \} \}, or raise the limit, \{ maxCategories: \d+ \}/,
    "--drop $1",
  ],
  [/\{ drop: \[("[^"]*")\] \}/, "--drop $1"],
  [/\{ missing: \[("[^"]*")\] \}/, "--missing $1"],
  [/\{ (decimal|thousands): ("[^"]*") \}/g, "--$1 $2"],
  [/\{ delimiter: ("[^"]*") \}/, "--separator $1"],
  [/raise maxPixels to (\d+) to read it/g, "raise --max-pixels to $1 to read it"],
  [/ask for \{ labels: "single" \}/, "take each for an image of its own, --labels single"],
  [/: csvGenerator\(\) fills.*$/, ", and the training had no --fill for it"],
  [
    /^(Column .* of record .* must be one of ".*", but found .*)$/,
    "$1: --unknown zeros takes it for none of them",
  ],
  [/; give the data set weights instead$/, "; --class-weights balanced needs classes"],
];

/**
 * The result of `read`; messages of what it throws name the file, and tell flags instead of options
 * of the library.
 */
export async function inFlags<T>(name: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    const message = messageInFlags(error.message);
    error.message = message.includes(name) ? message : `${name}: ${message}`;
    throw error;
  }
}

/** A message that tells flags instead of options of the library. */
export function messageInFlags(message: string): string {
  return REMEDIES.reduce((text, [option, flag]) => text.replace(option, flag), message);
}
