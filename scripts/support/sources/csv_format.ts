import type { CsvFormat } from "../../../data.ts";
import { listOf, nameOf } from "../command.ts";
import type { Progress } from "../progress.ts";

/** The flags that say how a file is written. */
type FormatFlags = Readonly<
  Partial<Record<"separator" | "decimal" | "thousands" | "header" | "missing", string>>
>;

/** The marks that flags give. */
export function formatFrom(flags: FormatFlags): CsvFormat {
  const { separator, decimal, thousands, header, missing } = flags;
  const mark = (text: string) => text === "tab" || text === "\\t" ? "\t" : text;
  return {
    ...(separator !== undefined && { delimiter: mark(separator) }),
    ...(decimal !== undefined && { decimal: nameOf(decimal, "decimal", [".", ","] as const) }),
    ...(thousands !== undefined && {
      thousands: nameOf(thousands, "thousands", [",", ".", " ", "'"] as const),
    }),
    ...(header !== undefined && { header: nameOf(header, "header", ["yes", "no"]) === "yes" }),
    ...(missing !== undefined && { missing: listOf(missing) }),
  };
}

/** Says how the file is written, and which flag says otherwise. */
export function sayFormat(shown: Progress, format: CsvFormat, flags: FormatFlags): void {
  const { delimiter, decimal, thousands, header, missing = [] } = format;
  const say = (flag: keyof FormatFlags, what: string) => {
    shown.line(`${what}${flags[flag] === undefined ? `; else: --${flag}` : ""}`);
  };
  const word = delimiter === "\t" ? "tab" : delimiter === "whitespace" ? delimiter : undefined;
  say("separator", `separator: ${word ?? JSON.stringify(delimiter)}`);
  if (decimal === ",") say("decimal", "decimal mark: a comma, as in 1,5");
  if (thousands) {
    say("thousands", `thousands: ${JSON.stringify(thousands)}, as in 1${thousands}137`);
  }
  if (!header) say("header", "header: none, columns are called by their places");
  if (missing.length > 0) say("missing", `missing: ${missing.join(", ")}, and empty fields`);
}
