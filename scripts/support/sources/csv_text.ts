import { gunzip, isGzip } from "../../../src/data/files/gzip.ts";
import { fileKind } from "../../../src/core/support/file_kind.ts";

/** Encodings of Unicode by the marks that files begin with. */
const MARKS = [["utf-16le", 0xff, 0xfe], ["utf-16be", 0xfe, 0xff]] as const;

/** The longest text that a gzipped file may hold, as long as texts can be in V8. */
const MOST = 2 ** 29;

/**
 * The text of a CSV file, gzipped or not: UTF-8, UTF-16 with its mark, or else what Excel writes on older systems.
 *
 * @param say Told what else than UTF-8 it is taken for.
 * @throws {SyntaxError} If it is a file of another kind.
 */
export function csvTextOf(file: Uint8Array, name: string, say: (line: string) => void): string {
  const bytes = isGzip(file) ? gunzip(file, { most: MOST }) : file;
  const [encoding] = MARKS.find(([, a, b]) => bytes[0] === a && bytes[1] === b) ?? [];
  if (encoding !== undefined) return new TextDecoder(encoding).decode(bytes);
  const kind = fileKind(bytes), isUnknown = /^(a text$|bytes |JSON|an HTML)/.test(kind);
  if (isUnknown && bytes.subarray(0, 4096).includes(0)) {
    throw new SyntaxError(
      `${name} must be text, but has bytes of 0, as of UTF-16 without its mark: save it as UTF-8`,
    );
  }
  if (!isUnknown) throw new SyntaxError(`${name} must be a CSV file, but is ${kind}`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    say("characters: not UTF-8, so taken for Windows-1252");
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
