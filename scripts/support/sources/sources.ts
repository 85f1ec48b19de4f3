import { UsageError, type Values } from "../command.ts";
import { type FlagOwner, refuseOthersFlags } from "../own_flags.ts";
import type { Progress } from "../progress.ts";
import { CSV_DEFAULTS, CSV_HELP, CSV_OPTIONS, csvFrom } from "./csv.ts";
import { DIGITS_DEFAULTS, DIGITS_HELP, DIGITS_OPTIONS, digitsFrom } from "./digits.ts";
import { IMAGES_HELP, IMAGES_OPTIONS, imagesDefaults, imagesFrom } from "./images.ts";
import { inFlags } from "./in_flags.ts";
import { partsOf } from "./parts.ts";
import type { Defaults, Source } from "./source.ts";

/** The flags for what to train on. */
export const SOURCE_OPTIONS = {
  ...DIGITS_OPTIONS,
  ...CSV_OPTIONS,
  ...IMAGES_OPTIONS,
  "split": { type: "string" },
} as const;

/** Their sections of `--help`. */
export const SOURCE_HELP = `
Handwritten digits, the default:
${DIGITS_HELP}

Your own table:
${CSV_HELP}

Your own images:
${IMAGES_HELP}

  --split A/B/C        shares of your own data for training,     [70/15/15]
                       validation and test
`.trim();

/** What is trained on, before it is read. */
interface ChosenSource {
  readonly defaults: Defaults;
  readonly read: (shown: Progress) => Promise<Source>;
}

type SourceFlags = Values<typeof SOURCE_OPTIONS>;

const SOURCES = [
  { flag: "csv", options: CSV_OPTIONS, defaults: () => CSV_DEFAULTS, from: csvFrom },
  { flag: "images", options: IMAGES_OPTIONS, defaults: imagesDefaults, from: imagesFrom },
] as const;

/** Which flags belong to digits, and to each of these. */
const DIGITS: FlagOwner = { flags: Object.keys(DIGITS_OPTIONS) };
const OWNERS: readonly FlagOwner[] = SOURCES.map(({ flag, options }) => ({
  inputs: `--${flag}`,
  flags: [...Object.keys(options), "split", ...(flag === "csv" ? ["folds"] : [])],
}));

/**
 * Checks the flags for what to train on.
 *
 * @throws {UsageError} If one has an invalid value, or belongs to another source.
 */
export function sourceFrom(flags: SourceFlags, seed: number): ChosenSource {
  const chosen = SOURCES.filter(({ flag }) => flags[flag] !== undefined);
  if (chosen.length > 1) throw new UsageError("--csv and --images exclude each other");
  const [source] = chosen;
  refuseOthersFlags(flags, [DIGITS, ...OWNERS], source ? OWNERS[SOURCES.indexOf(source)]! : DIGITS);
  if (source === undefined) return { defaults: DIGITS_DEFAULTS, read: digitsFrom(flags) };
  const split = partsOf(flags.split ?? "70/15/15");
  const read = source.from(flags, { split, seed }), name = flags[source.flag]!;
  return { defaults: source.defaults(flags), read: (shown) => inFlags(name, () => read(shown)) };
}
