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
    await Deno.writeTextFile(
      file,
      records.map((record) => `${record.map(field).join(",")}\r\n`).join(""),
    );
    return await use(await Deno.readTextFile(file));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
