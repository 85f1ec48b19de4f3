import type { Network } from "../engine/network.ts";
import type { CustomComponents } from "./components.ts";

/** The content of every format. */
export interface FileContent {
  /** The network with its parameters. */
  readonly network: Network;
}

/**
 * A format of files.
 *
 * @typeParam Content The content of its files.
 */
export interface Codec<Content extends FileContent = FileContent> {
  /** Unique among the formats. */
  readonly name: string;
  /** A file of this format, such as `a checkpoint`. */
  readonly describe: string;
  /** Whether a file begins as those of this format do, and no others: the first 256 bytes suffice. */
  recognizes(bytes: Uint8Array): boolean;
  /** The bytes of a file; throws a `TypeError` if the format cannot hold the content. */
  encode(content: Content): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The content of a file. Trusts nothing it reads: throws a `SyntaxError`, `TypeError` or
   * `RangeError` unless all fits, and sizes are checked before anything is allocated.
   */
  decode(bytes: Uint8Array, given?: CustomComponents): Promise<Content>;
}
