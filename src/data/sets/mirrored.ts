import { describe } from "../../core/support/describe.ts";
import type { ImageSet, Source } from "./image_set.ts";

/** Where a user has the files of a data set, and what they hold. */
interface MirrorOptions {
  readonly mirrors?: readonly string[];
  readonly checksums?: Readonly<Record<string, string>>;
}

/**
 * A data set whose files are tried at other addresses first, with other checksums.
 *
 * @throws {TypeError} If an address is not one of HTTP, or a checksum not a text of 64 digits.
 * @throws {RangeError} If a checksum is of a file that the data set does not have.
 */
export function mirrored(set: ImageSet, { mirrors = [], checksums = {} }: MirrorOptions): ImageSet {
  if (!Array.isArray(mirrors)) {
    throw new TypeError(`mirrors must be a list of addresses, but found ${describe(mirrors)}`);
  }
  const urls = mirrors.map(folderOf), { images, labels } = set.sources;
  const known = { ...images.checksums, ...labels.checksums };
  for (const [file, checksum] of Object.entries(checksums)) {
    if (!Object.hasOwn(known, file)) {
      throw new RangeError(
        `checksums must be of files among ${Object.keys(known).join(", ")}, ` +
          `but found ${describe(file)}`,
      );
    }
    if (typeof checksum !== "string" || !/^[0-9a-f]{64}$/.test(checksum)) {
      throw new TypeError(
        `The checksum of ${file} must be a SHA-256 of 64 hexadecimal digits in lower case, ` +
          `but found ${describe(checksum)}`,
      );
    }
  }
  const changed = (source: Source): Source => ({
    ...source,
    urls: [...urls, ...source.urls],
    checksums: Object.fromEntries(
      Object.entries(source.checksums).map(([file, sum]) => [file, checksums[file] ?? sum]),
    ),
  });
  const first = changed(images);
  return {
    ...set,
    sources: { images: first, labels: labels === images ? first : changed(labels) },
  };
}

/** An address with a final slash, behind which the names of files stand. */
function folderOf(address: unknown): string {
  const url = typeof address === "string" ? URL.parse(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new TypeError(
      "mirrors must be addresses of folders, as https://example.org/mnist/, " +
        `but found ${describe(address)}`,
    );
  }
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}
