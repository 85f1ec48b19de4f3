import { printable } from "../../core/support/describe.ts";

/**
 * The failure of a mirror.
 * @category Data sets
 */
export interface DownloadAttempt {
  /** The address of the file. */
  readonly url: string;
  /** The reason of the failure. */
  readonly reason: string;
}

/**
 * No directory of MNIST, or of a data set in its form, was named, the cache lacks a file, and no
 * mirror served it.
 * @category Data sets
 */
export class MnistUnavailableError extends Error {
  /** The name of the class. */
  override readonly name = "MnistUnavailableError";
  /** The mirrors in the order they were tried. */
  readonly attempts: readonly DownloadAttempt[];

  /** A file that cannot be downloaded, the failure of each mirror, and how to name a directory. */
  constructor(
    file: string,
    attempts: readonly DownloadAttempt[],
    remedy = "name a directory that holds MNIST by the option directory or by MNIST_DIR",
  ) {
    const answers = attempts.map(({ url, reason }) => `${url}: ${reason}`).join("; ");
    super(
      `Cannot download ${file} (${printable(answers)}), nor is it in the cache: ` +
        remedy,
    );
    this.attempts = attempts;
  }
}

/**
 * A directory was named to read MNIST from, and files are missing there or cannot be read.
 *
 * @example
 * ```ts
 * import { loadMnist, MnistDirectoryError, MnistUnavailableError } from "@backproof/backproof";
 *
 * try {
 *   await loadMnist({ directory: "no/such/folder" });
 * } catch (error) {
 *   console.log(error instanceof MnistDirectoryError, error instanceof MnistUnavailableError);
 * }
 * ```
 * @category Data sets
 */
export class MnistDirectoryError extends Error {
  /** The name of the class. */
  override readonly name = "MnistDirectoryError";
  /** The directory. */
  readonly directory: string;
  /** The files that are missing or cannot be read. */
  readonly files: readonly string[];

  /** A directory, and the files that are missing or cannot be read there. */
  constructor(
    message: string,
    directory: string,
    files: readonly string[],
    options?: { readonly cause?: unknown },
  ) {
    super(printable(message), options);
    this.directory = directory;
    this.files = files;
  }
}
