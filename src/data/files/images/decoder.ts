import { fileSystem } from "../../platform.ts";
import { hasAlpha, plainBitmap } from "./bitmap.ts";
import { formatOf, hasEnd } from "./format.ts";
import type { Picture } from "./picture.ts";

/**
 * Decodes the bytes of one PNG, JPEG or BMP file, and calls with the picture, which is gone afterwards.
 *
 * @param maxPixels The largest number of pixels, which is checked before memory is taken for them.
 */
type Decoder = <T>(bytes: Uint8Array, maxPixels: number, use: (picture: Picture) => T) => T;

// The decoder is ImageMagick as WebAssembly. Deno fetches it at its first use; elsewhere the user
// installs it. Its name is a variable, as a literal would make it part of the module graph, fetched
// even by programs that never decode an image.
const PACKAGE: string = "@imagemagick/magick-wasm";

/** The part of the package that is used. */
interface Magick {
  readonly initializeImageMagick: (wasm: Uint8Array) => Promise<void>;
  readonly MagickImage: { readonly create: () => MagickImage };
  readonly ResourceLimits: { disk: bigint };
}

interface MagickImage {
  readonly width: number;
  readonly height: number;
  colorSpace: number;
  readonly autoOrient: () => void;
  onWarning?: (event: { error: { readonly message: string; readonly severity: number } }) => void;
  readonly read: (bytes: Uint8Array, format: string) => void;
  readonly getPixels: <T>(use: (pixels: MagickPixels) => T) => T;
  readonly dispose: () => void;
}

interface MagickPixels {
  readonly toByteArray: (...of: [...box: number[], mapping: string]) => Uint8Array | null;
}

// Values of ImageMagick's enumerations ColorspaceType and ExceptionType.
const CMYK = 2, SRGB = 23;
const CORRUPT_IMAGE_WARNING = 325;

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
    magick.ResourceLimits.disk = 0n;
    return (bytes, maxPixels, use) => decode(magick, bytes, maxPixels, use);
  } catch (error) {
    throw new TypeError(
      `Images are decoded by the package ${PACKAGE}, which must be installed (in Node by ` +
        `"npm install ${PACKAGE}") and readable, but found: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function decode<T>(
  { MagickImage }: Magick,
  bytes: Uint8Array,
  maxPixels: number,
  use: (picture: Picture) => T,
): T {
  // The format is passed, lest ImageMagick try another of its hundreds.
  const format = formatOf(bytes, maxPixels);
  const isBitmap = format === "BMP", image = MagickImage.create();
  try {
    let warning: string | undefined;
    // A truncated JPEG is only a warning; others, as of a strange colour profile, are ignored.
    image.onWarning = ({ error }) => {
      if (error.severity !== CORRUPT_IMAGE_WARNING || isHarmless(error.message, bytes)) return;
      warning ??= error.message;
    };
    try {
      image.read(isBitmap ? plainBitmap(bytes) : bytes, format);
      if (warning !== undefined) throw new SyntaxError(warning);
    } catch (error) {
      // ImageMagick's messages end in their location in its source: IDAT: … `' @ error/png.c/…
      const [reason] = (error as Error).message.split(" `");
      throw new SyntaxError(`it cannot be decoded as ${format}: ${reason}`, { cause: error });
    }
    if (image.colorSpace === CMYK) image.colorSpace = SRGB;
    image.autoOrient();
    const { width, height } = image, isOpaque = isBitmap && !hasAlpha(bytes);
    return image.getPixels((pixels) => {
      const rgba = (y: number, rows: number) => {
        const found = pixels.toByteArray(0, y, width, rows, "RGBA")!;
        if (isOpaque) { for (let at = 3; at < found.length; at += 4) found[at] = 255; }
        return found;
      };
      return use({ width, height, rgba });
    });
  } finally {
    image.dispose();
  }
}

/** Whether a warning of a JPEG is of bytes between segments alone, which every viewer skips. */
function isHarmless(message: string, bytes: Uint8Array): boolean {
  // Only the first warning is passed on, so that one of a file cut short may be behind it.
  return /extraneous bytes before marker/.test(message) && hasEnd(bytes);
}
