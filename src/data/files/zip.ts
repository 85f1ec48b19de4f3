import { crc32 } from "../../core/support/crc32.ts";
import { describe, printable } from "../../core/support/describe.ts";
import { fileKind, isArchive } from "../../core/support/file_kind.ts";
import { collect, inflated } from "./collect.ts";

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Its bytes in the archive: a view. */
  readonly stored: Uint8Array<ArrayBuffer>;
  /** Whether they are compressed. */
  readonly isDeflated: boolean;
  /** How many bytes the file has, as the archive says. */
  readonly size: number;
  /** The CRC-32 of the file. */
  readonly checksum: number;
}

// The records by their signatures, and the sizes of their fixed parts (APPNOTE 4.3.7, 12 and 16).
const LOCAL = { signature: 0x04034b50, size: 30 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const END = { signature: 0x06054b50, size: 22 };

/** How compression is written: not at all, or by deflate. */
const STORED = 0, DEFLATED = 8;

/** The flags of encrypted files, and of names in UTF-8. */
const ENCRYPTED = 1, UTF8 = 1 << 11;

/** What stands where zip64 has a larger number. */
const BEYOND_16 = 0xffff, BEYOND_32 = 0xffffffff;

/** The first day that zip can write, 1980-01-01: the same files make the same bytes. */
const DATE = 0x21;

/**
 * The files of a zip archive, in the order of its directory, still compressed.
 *
 * @throws {SyntaxError} If the bytes are not a zip archive, are broken, hold a name twice, or parts
 * that overlap, are encrypted, or compressed otherwise than by deflate; archives of 4 GB or 65,535
 * files and more are not read.
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  if (!isArchive(bytes)) {
    throw new SyntaxError(`A zip archive must begin with PK, but found ${fileKind(bytes)}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return entriesOf(bytes as Uint8Array<ArrayBuffer>, view);
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    // A DataView throws beyond its end.
    throw new SyntaxError("A zip archive must be whole, but a record of it is cut short", {
      cause: error,
    });
  }
}

function entriesOf(bytes: Uint8Array<ArrayBuffer>, view: DataView): readonly ZipEntry[] {
  const end = endOf(view), count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === BEYOND_16 || at === BEYOND_32) throw tooLarge();
  const found: { readonly entry: ZipEntry; readonly from: number; readonly to: number }[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    checkSignature(view, at, CENTRAL.signature);
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true)
    );
    const read = entryAt(bytes, view, at, nameSize!);
    const { name } = read.entry;
    if (names.has(name)) throw new SyntaxError(`A zip archive holds ${describe(name)} twice`);
    names.add(name);
    found.push(read);
    at += CENTRAL.size + nameSize! + extraSize! + commentSize!;
  }
  // Files that share bytes make a small archive large.
  const sorted = found.toSorted((a, b) => a.from - b.from);
  const overlap = sorted.findIndex(({ from }, i) => i > 0 && from < sorted[i - 1]!.to);
  if (overlap > 0) {
    const [one, other] = sorted.slice(overlap - 1).map(({ entry }) => describe(entry.name));
    throw new SyntaxError(`${one} and ${other} overlap in a zip archive`);
  }
  return found.map(({ entry }) => entry);
}

/** Where the record at the end begins, behind which there is only its comment. */
function endOf(view: DataView): number {
  const last = view.byteLength - END.size;
  for (let at = last; at >= Math.max(0, last - BEYOND_16); at--) {
    const isEnd = view.getUint32(at, true) === END.signature;
    if (isEnd && at + view.getUint16(at + 20, true) === last) return at;
  }
  throw new SyntaxError(
    "A zip archive must end in its directory, but found none: is it cut short?",
  );
}

/** The file of a record of the directory, and the range of its bytes, its local header included. */
function entryAt(bytes: Uint8Array<ArrayBuffer>, view: DataView, at: number, nameSize: number) {
  const name = new TextDecoder().decode(bytes.subarray(at + CENTRAL.size).subarray(0, nameSize));
  const [flags, method] = [8, 10].map((offset) => view.getUint16(at + offset, true));
  const [checksum, length, size, from] = [16, 20, 24, 42].map((offset) =>
    view.getUint32(at + offset, true)
  ) as [number, number, number, number];
  if ([length, size, from].includes(BEYOND_32)) throw tooLarge();
  if (flags! & ENCRYPTED) throw new SyntaxError(`${describe(name)} is encrypted`);
  if (method !== STORED && method !== DEFLATED) {
    throw new SyntaxError(
      `${describe(name)} must be stored or deflated, but found the compression ${method}`,
    );
  }
  checkSignature(view, from, LOCAL.signature);
  const begin = from + LOCAL.size + view.getUint16(from + 26, true) +
    view.getUint16(from + 28, true);
  const to = begin + length;
  if (to > bytes.length || (method === STORED && length !== size)) {
    throw new SyntaxError(
      `${describe(name)} must take ${size} bytes, but ${Math.max(0, bytes.length - begin)} follow`,
    );
  }
  const stored = bytes.subarray(begin, to), isDeflated = method === DEFLATED;
  return { entry: { name, stored, isDeflated, size, checksum }, from, to };
}

function checkSignature(view: DataView, at: number, wanted: number): void {
  const found = view.getUint32(at, true);
  if (found === wanted) return;
  const [words, other] = [wanted, found].map((number) => number.toString(16).padStart(8, "0"));
  throw new SyntaxError(`A record of a zip archive must begin with ${words}, but found ${other}`);
}

function tooLarge(): SyntaxError {
  return new SyntaxError("A zip archive must be below 4 GB and 65,535 files, but found zip64");
}

/**
 * The bytes of a file in a zip archive: a view of it, or inflated.
 *
 * @throws {SyntaxError} If they are broken, or not as many as the archive says.
 */
export async function zipContent(entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const { name, stored, isDeflated, size, checksum } = entry;
  const bytes = isDeflated ? await inflate(stored, name, size) : stored;
  if (bytes.length !== size || crc32(bytes) !== checksum) {
    throw new SyntaxError(`${describe(name)} is broken: its size or its checksum differs`);
  }
  return bytes;
}

async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await collect(inflated(bytes, "deflate-raw"), most);
  } catch (error) {
    const reason = printable((error as Error).message);
    throw new SyntaxError(`${describe(name)} cannot be inflated: ${reason}`, { cause: error });
  }
}

/**
 * A zip archive of files, stored without compression.
 *
 * @param files The bytes of each file by its name, in their order; no name twice.
 * @throws {RangeError} If there are 65,535 files or more, or 4 GB.
 */
export function writeZip(
  files: readonly (readonly [name: string, bytes: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const named = files.map(([name, bytes]) => ({ name: new TextEncoder().encode(name), bytes }));
  const contents = sum(named.map(({ name, bytes }) => LOCAL.size + name.length + bytes.length));
  const directory = sum(named.map(({ name }) => CENTRAL.size + name.length));
  if (files.length >= BEYOND_16 || contents + directory >= BEYOND_32) {
    throw new RangeError(
      `A zip archive must be below 4 GB and 65,535 files, but found ${files.length} ` +
        `of ${contents} bytes`,
    );
  }
  const zip = new Uint8Array(contents + directory + END.size), view = new DataView(zip.buffer);
  let at = 0, central = contents;
  for (const { name, bytes } of named) {
    // From the version needed to the length of the extra field, both records have the same.
    const common = (to: number) => {
      view.setUint16(to, 20, true); // version 2.0
      view.setUint16(to + 2, UTF8, true);
      view.setUint16(to + 8, DATE, true);
      view.setUint32(to + 10, checksum, true);
      view.setUint32(to + 14, bytes.length, true);
      view.setUint32(to + 18, bytes.length, true);
      view.setUint16(to + 22, name.length, true);
    };
    const checksum = crc32(bytes);
    view.setUint32(at, LOCAL.signature, true);
    common(at + 4);
    zip.set(name, at + LOCAL.size);
    zip.set(bytes, at + LOCAL.size + name.length);
    view.setUint32(central, CENTRAL.signature, true);
    view.setUint16(central + 4, 20, true);
    common(central + 6);
    view.setUint32(central + 42, at, true);
    zip.set(name, central + CENTRAL.size);
    at += LOCAL.size + name.length + bytes.length;
    central += CENTRAL.size + name.length;
  }
  view.setUint32(central, END.signature, true);
  view.setUint16(central + 8, files.length, true);
  view.setUint16(central + 10, files.length, true);
  view.setUint32(central + 12, directory, true);
  view.setUint32(central + 16, contents, true);
  return zip;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
