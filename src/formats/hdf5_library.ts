import type { Shape } from "../nn/layers/shape.ts";

// HDF5's own library as WebAssembly. Deno fetches it at its first use; elsewhere the user installs it.
// Its name is a variable, as that of the decoder of images.
const PACKAGE: string = "h5wasm";

/** The file of the package, beside its entry, whose default export makes instances. */
const FACTORY = "hdf5_util.js";

/** The part of the package that is used. */
interface Package {
  /** The instance that all of the package works with. */
  readonly ready: Promise<LibraryModule>;
  readonly File: new (path: string, mode: "r") => LibraryFile;
}

/** An instance of the library's WebAssembly module. */
interface LibraryModule {
  readonly activate_throwing_error_handler: () => unknown;
  /** Its memory, as long as that does not grow. */
  readonly HEAPU8: Uint8Array;
  readonly FS: {
    readonly writeFile: (path: string, bytes: Uint8Array) => void;
    readonly unlink: (path: string) => void;
  };
}

/** The library, loaded. */
export interface Hdf5Library {
  readonly File: Package["File"];
  /** Its instance, which another may take the place of. */
  readonly module: LibraryModule;
}

export interface LibraryFile extends LibraryGroup {
  readonly file_id: unknown;
  readonly close: () => unknown;
}

export interface LibraryGroup {
  readonly keys: () => readonly string[];
  readonly get: (path: string) => unknown;
  readonly attrs: Readonly<
    Record<string, { readonly metadata: Metadata; readonly value: unknown }>
  >;
}

export interface LibraryDataset {
  readonly metadata: Metadata;
  readonly value: unknown;
}

interface Metadata {
  /** The class of the elements: 0 for integers, 1 for floating point. */
  readonly type: number;
  /** The bytes of an element, and how many there are. */
  readonly size: number;
  readonly total_size: number;
  readonly shape: Shape | null;
}

let loaded: Promise<Hdf5Library> | undefined;

/**
 * Loads the library at the first call.
 *
 * @throws {TypeError} If it is not installed.
 */
export function loadLibrary(): Promise<Hdf5Library> {
  return loaded ??= load().catch((error) => {
    loaded = undefined;
    throw error;
  });
}

const specifierOf = () => "Deno" in globalThis ? `npm:${PACKAGE}@^0.10.3` : PACKAGE;

async function load(): Promise<Hdf5Library> {
  try {
    const { ready, File }: Package = await import(specifierOf());
    const module = await ready;
    module.activate_throwing_error_handler(); // by default it prints errors and goes on
    return { File, module };
  } catch (error) {
    throw new TypeError(
      `HDF5 files are read by the package ${PACKAGE}, which must be installed (in Node by ` +
        `"npm install ${PACKAGE}"), but found: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Replaces the library's instance by a new one, whose memory is whole and small. Importing the package
 * by another address would do that, too, but no imported module is ever freed.
 *
 * The package keeps its instance, a record of functions, for itself: its members become those of the new
 * one. Where the platform does not say where the package is, the instance stays.
 */
export async function renewLibrary(): Promise<void> {
  const { module } = await loadLibrary();
  if (typeof import.meta.resolve !== "function") return;
  const address = new URL(FACTORY, import.meta.resolve(specifierOf()));
  const { default: instantiate } = await import(address.href);
  const fresh: LibraryModule = await instantiate({ noInitialRun: true });
  fresh.activate_throwing_error_handler();
  for (const name of Object.keys(fresh) as (keyof LibraryModule)[]) {
    // A getter, as HEAPU8 is another one when the memory has grown.
    Object.defineProperty(module, name, { configurable: true, get: () => fresh[name] });
  }
}
