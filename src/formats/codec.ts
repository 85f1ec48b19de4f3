import type { Network } from "../engine/network.ts";
import type { ModelContent } from "../model/content.ts";
import type { CustomComponents } from "./components.ts";

/** The content of every format: a network, and what else its files hold of a model. */
export type FileContent = Pick<ModelContent, "network"> & Partial<ModelContent>;

/** The bytes of a file, and those of files that must lie beside it, by name. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly beside?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/**
 * How numbers are written, by formats that leave a choice.
 * @category Models
 */
export type Precision = "float32" | "float64";

/** How a file is written. */
export interface EncodeOptions {
  /** Defaults to the first that the format has. */
  readonly precision?: Precision;
}

/**
 * What decoding a file may need beside its bytes.
 * @category Models
 */
export interface DecodeOptions extends CustomComponents {
  /**
   * A network of the same layers, for files that hold parameters alone. Others say themselves what their
   * layers are, and it is not read.
   */
  readonly like?: Network;
  /** Reads a file beside this one, by its name; without it files in several parts are refused. */
  readonly beside?: (name: string) => Promise<Uint8Array>;
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
  /** The usual ending of the names of its files, such as `.onnx`. */
  readonly extension: string;
  /** How numbers may be written, the usual way first. Left out by formats that leave no choice. */
  readonly precisions?: readonly Precision[];
  /** Whether a file begins as those of this format do, and no others: the first 256 bytes suffice. */
  recognizes(bytes: Uint8Array): boolean;
  /**
   * The bytes of a file; throws a `TypeError` if the format cannot hold the content, which names what it
   * cannot hold. Left out by formats that are only read.
   */
  encode?(content: Content, options?: EncodeOptions): Promise<Encoded>;
  /**
   * The content of a file. Trusts nothing it reads: throws a `SyntaxError`, `TypeError` or
   * `RangeError` unless all fits, and sizes are checked before anything is allocated. Left out by formats
   * that are only written.
   */
  decode?(bytes: Uint8Array, options?: DecodeOptions): Promise<Content>;
}
