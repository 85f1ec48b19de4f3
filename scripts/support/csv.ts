/**
 * Writes records, the header first, to a temporary CSV file (RFC 4180), and calls `use` with the text
 * that is read back.
 */
export async function throughCsvFile<T>(
  records: readonly (readonly (string | number)[])[],
  use: (text: string) => T | Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/records.csv`;
    await Deno.writeTextFile(file, csvText(records, "\r\n"));
    return await use(await Deno.readTextFile(file));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Records as the text of a CSV file. */
export function csvText(
  records: readonly (readonly (string | number)[])[],
  lineEnd: "\n" | "\r\n" = "\n",
  delimiter = ",",
): string {
  const line = (record: readonly (string | number)[]) => {
    return record.map((value) => field(value, delimiter)).join(delimiter) + lineEnd;
  };
  return records.map(line).join("");
}

function field(value: string | number, delimiter: string): string {
  const text = String(value),
    needsQuotes = /["\r\n]/.test(text) || text.includes(delimiter) ||
      (delimiter === " " && /^$|\t/.test(text));
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
