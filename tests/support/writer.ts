import * as fs from "node:fs/promises";
import { writeAtomically } from "../../src/data/files/write_atomically.ts";

/** What a writer writes: a byte, the same all over, so that a mixture of two shows. */
export const WRITTEN_BYTES = 100_000;

/** Writes a file as often as is asked, keeping the one before. */
if (import.meta.main) {
  const [path, byte, times] = Deno.args as [string, string, string];
  const bytes = new Uint8Array(WRITTEN_BYTES).fill(Number(byte));
  for (let n = 0; n < Number(times); n++) {
    await writeAtomically(fs, path, bytes, { keepPrevious: true });
  }
}
