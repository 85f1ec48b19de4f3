import { fileSystem } from "../../platform.ts";
import type { Picture } from "./picture.ts";

/** Decodes the bytes of one PNG, JPEG or BMP file. */
type Decoder = (bytes: Uint8Array) => Picture;

// The decoder is ImageMagick as WebAssembly. Deno fetches it when it is first used; elsewhere the user
// installs it. Its name stands in a variable, as what stands literally in an import is a part of the
// module graph, fetched by all who never decode an image.
const PACKAGE: string = "@imagemagick/magick-wasm";

/** What is used of the package. */
interface Magick {
  readonly initializeImageMagick: (wasm: Uint8Array) => Promise<void>;
  readonly MagickImage: { readonly create: () => MagickImage };
  readonly ResourceLimits: { memory: bigint; disk: bigint };
}

interface MagickImage {
  readonly width: number;
  readonly height: number;
  colorSpace: number;
  onWarning?: (
    event: { readonly error: { readonly message: string; readonly severity: number } },
  ) => void;
  readonly read: (bytes: Uint8Array, format: string) => void;
  readonly getPixels: <T>(use: (pixels: MagickPixels) => T) => T;
  readonly dispose: () => void;
}

interface MagickPixels {
  readonly toByteArray: (
    x: number,
    y: number,
    width: number,
    height: number,
    mapping: string,
  ) => Uint8Array | null;
}

// A file of a hundred bytes may claim billions of pixels, and ImageMagick takes memory for what is
// claimed. Half a gigabyte holds photographs of 100 megapixels.
const MOST_MEMORY = 2n ** 29n;

// Values of ImageMagick's enumerations ColorspaceType and ExceptionType.
const CMYK = 2, SRGB = 23;
const CORRUPT_IMAGE_WARNING = 325;

/** The formats, by how their files begin, under ImageMagick's names. */
const FORMATS: readonly { readonly name: string; readonly begins: readonly number[] }[] = [
  { name: "PNG", begins: [0x89, 0x50, 0x4e, 0x47] },
  { name: "JPEG", begins: [0xff, 0xd8, 0xff] },
  { name: "BMP", begins: [0x42, 0x4d] },
];

let loaded: Promise<Decoder> | undefined;

/**
 * Loads the decoder, the first time it is asked for.
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
    const files = (await fileSystem())!;
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
  // The format is named, lest another of ImageMagick's hundreds is tried on whatever bytes.
  const format = FORMATS.find(({ begins }) => begins.every((byte, i) => bytes[i] === byte));
  if (format === undefined) throw new SyntaxError("it is neither PNG nor JPEG nor BMP");
  const image = MagickImage.create();
  try {
    let warning: string | undefined;
    // A JPEG that is cut short is a warning only; a strange colour profile, another one, may pass.
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
    // ImageMagick's messages end in their place in its source: IDAT: … `' @ error/png.c/…
    const [reason] = (error as Error).message.split(" `");
    throw new SyntaxError(`it is no ${format.name} that can be decoded: ${reason}`, {
      cause: error,
    });
  } finally {
    image.dispose();
  }
}
