import type { Network } from "../engine/network.ts";
import type { CustomComponents } from "./components.ts";

/** What every file holds, whatever else there is in it. */
export interface FileContent {
  /** The network with its parameters. */
  readonly network: Network;
}

/**
 * A format of files.
 *
 * @typeParam Content What its files hold.
 */
export interface Codec<Content extends FileContent = FileContent> {
  /** The name, unique among the formats. */
  readonly name: string;
  /** A file of this format in words, such as `a checkpoint`. */
  readonly describe: string;
  /** Whether a file begins as those of this format do, and as no others: the first 256 bytes suffice. */
  isIt(bytes: Uint8Array): boolean;
  /** The bytes of a file; a `TypeError` if the format cannot hold the content. */
  encode(content: Content): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * What a file holds. Trusts nothing it reads: a `SyntaxError`, `TypeError` or `RangeError` unless all
   * fits, and sizes are checked before anything is allocated.
   */
  decode(bytes: Uint8Array, given?: CustomComponents): Promise<Content>;
}
