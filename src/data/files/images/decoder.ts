import { fileSystem } from "../../platform.ts";
import type { Picture } from "./picture.ts";

/** Decodes the bytes of one PNG, JPEG or BMP file. */
type Decoder = (bytes: Uint8Array) => Picture;

// The decoder is ImageMagick as WebAssembly. Deno fetches it at its first use; elsewhere the user
// installs it. Its name is a variable, as a literal would make it part of the module graph, fetched
// even by programs that never decode an image.
const PACKAGE: string = "@imagemagick/magick-wasm";

/** The part of the package that is used. */
interface Magick {
  readonly initializeImageMagick: (wasm: Uint8Array) => Promise<void>;
  readonly MagickImage: { readonly create: () => MagickImage };
  readonly ResourceLimits: { memory: bigint; disk: bigint };
}

interface MagickImage {
  readonly width: number;
  readonly height: number;
  colorSpace: number;
  onWarning?: (event: { error: { readonly message: string; readonly severity: number } }) => void;
  readonly read: (bytes: Uint8Array, format: string) => void;
  readonly getPixels: <T>(use: (pixels: MagickPixels) => T) => T;
  readonly dispose: () => void;
}

interface MagickPixels {
  readonly toByteArray: (...of: [...box: number[], mapping: string]) => Uint8Array | null;
}

// A file of a hundred bytes may claim billions of pixels, and ImageMagick allocates memory for them.
// Half a gigabyte holds photographs of 100 megapixels.
const MOST_MEMORY = 2n ** 29n;

// Values of ImageMagick's enumerations ColorspaceType and ExceptionType.
const CMYK = 2, SRGB = 23;
const CORRUPT_IMAGE_WARNING = 325;

/** The formats by ImageMagick's names, and their first bytes. */
const FORMATS: readonly { readonly name: string; readonly begins: readonly number[] }[] = [
  { name: "PNG", begins: [0x89, 0x50, 0x4e, 0x47] },
  { name: "JPEG", begins: [0xff, 0xd8, 0xff] },
  { name: "BMP", begins: [0x42, 0x4d] },
];

let loaded: Promise<Decoder> | undefined;

/**
 * Loads the decoder at the first call.
 *
 * @throws {TypeError} If the package is not installed, or its file cannot be read.
 */
export function loadDecoder(): Promise<Decoder> {
  return loaded ??= load().catch((error) => {
    loaded = undefined;
    throw error;
  });
}

async function load(): Promise<Decoder> {
  const specifier = "Deno" in globalThis ? `npm:${PACKAGE}@^0.0.43` : PACKAGE;
  try {
    const magick: Magick = await import(specifier);
    const files = fileSystem()!;
    const wasm = new URL(import.meta.resolve(`${specifier}/magick.wasm`));
    await magick.initializeImageMagick(await files.readFile(wasm));
    Object.assign(magick.ResourceLimits, { memory: MOST_MEMORY, disk: 0n });
    return (bytes) => decode(magick, bytes);
  } catch (error) {
    throw new TypeError(
      `Images are decoded by the package ${PACKAGE}, which must be installed (in Node by ` +
        `"npm install ${PACKAGE}") and readable, but found: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function decode({ MagickImage }: Magick, bytes: Uint8Array): Picture {
  // The format is passed, lest ImageMagick try another of its hundreds.
  const format = FORMATS.find(({ begins }) => begins.every((byte, i) => bytes[i] === byte));
  if (format === undefined) throw new SyntaxError("it is neither PNG nor JPEG nor BMP");
  const image = MagickImage.create();
  try {
    let warning: string | undefined;
    // A truncated JPEG is only a warning; others, as of a strange colour profile, are ignored.
    image.onWarning = ({ error }) => {
      if (error.severity === CORRUPT_IMAGE_WARNING) warning ??= error.message;
    };
    image.read(bytes, format.name);
    if (warning !== undefined) throw new SyntaxError(warning);
    if (image.colorSpace === CMYK) image.colorSpace = SRGB;
    const { width, height } = image;
    const rgba = image.getPixels((pixels) => pixels.toByteArray(0, 0, width, height, "RGBA"));
    return { width, height, rgba: rgba! };
  } catch (error) {
    // ImageMagick's messages end in their location in its source: IDAT: … `' @ error/png.c/…
    const [reason] = (error as Error).message.split(" `");
    throw new SyntaxError(`it cannot be decoded as ${format.name}: ${reason}`, { cause: error });
  } finally {
    image.dispose();
  }
}
