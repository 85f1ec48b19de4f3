// Charts are drawn by Observable Plot, which writes into a document: linkedom's outside browsers. Deno
// fetches both at the first chart; elsewhere the user installs them. Their names are variables, as
// literals would make them part of the module graph, fetched even by programs that draw nothing.
const PLOT: string = "@observablehq/plot", DOM: string = "linkedom";

/** The part of a document's elements that charts use. */
export interface ChartElement {
  textContent: string | null;
  readonly outerHTML: string;
  readonly setAttribute: (name: string, value: string) => void;
  readonly append: (...children: readonly ChartElement[]) => void;
  readonly prepend: (...children: readonly ChartElement[]) => void;
  readonly remove: () => void;
  readonly querySelectorAll: (selector: string) => Iterable<ChartElement>;
}

/** The part of a document that charts use. */
export interface ChartDocument {
  readonly createElementNS: (namespace: string, name: string) => ChartElement;
}

/** A mark of Observable Plot, such as lines or dots. */
export type Mark = object;

/** The options of a plot or a mark: see Plot's own documentation. */
export type PlotOptions = Readonly<Record<string, unknown>>;

type MarkOf = (data: unknown, options?: PlotOptions) => Mark;

/** The part of Observable Plot that charts use. */
export interface Plot {
  readonly plot: (options: PlotOptions) => ChartElement;
  readonly areaY: MarkOf;
  readonly axisX: (options: PlotOptions) => Mark;
  readonly axisY: (options: PlotOptions) => Mark;
  readonly cell: MarkOf;
  readonly dot: MarkOf;
  readonly gridX: (options: PlotOptions) => Mark;
  readonly gridY: (options: PlotOptions) => Mark;
  readonly line: MarkOf;
  readonly rect: MarkOf;
  readonly ruleX: MarkOf;
  readonly ruleY: MarkOf;
  readonly text: MarkOf;
}

/** What charts are drawn with. */
export interface Drawing {
  readonly plot: Plot;
  readonly document: ChartDocument;
}

let loaded: Promise<Drawing> | undefined;

/**
 * Loads what charts are drawn with, at the first call.
 *
 * @throws {TypeError} If a package is not installed.
 */
export function loadDrawing(): Promise<Drawing> {
  return loaded ??= load().catch((error) => {
    loaded = undefined;
    throw error;
  });
}

async function load(): Promise<Drawing> {
  const [plot, document] = await Promise.all([
    imported<Plot>(PLOT, "^0.6.17"),
    (globalThis as { readonly document?: ChartDocument }).document ?? emptyDocument(),
  ]);
  return { plot, document };
}

async function emptyDocument(): Promise<ChartDocument> {
  type Library = { readonly parseHTML: (text: string) => { readonly document: ChartDocument } };
  return (await imported<Library>(DOM, "^0.18.12")).parseHTML("<html></html>").document;
}

async function imported<T>(name: string, version: string): Promise<T> {
  try {
    return await import("Deno" in globalThis ? `npm:${name}@${version}` : name);
  } catch (error) {
    throw new TypeError(
      `Charts are drawn by the package ${name}, which must be installed (in Node by ` +
        `"npm install ${name}"), but found: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
