import { crc32 } from "../../core/support/crc32.ts";
import type { ChartElement, Drawing, Mark, PlotOptions } from "../drawing.ts";
import { axisLabel } from "./axis_label.ts";

const SVG = "http://www.w3.org/2000/svg";

/** What every chart has. */
export interface ChartOptions {
  /** What is shown, for those who hear it: the name of the picture. */
  readonly title: string;
  /** What one sees in it, in a sentence or two. */
  readonly description: string;
  /** In pixels at full size; it shrinks with the page. @default 640 */
  readonly width?: number;
  /** @default 300 */
  readonly height?: number;
}

/** The number of colours of series, after which they repeat. */
export const COLORS = 6;

/** The colour of a series by its index, light or dark as the page is. */
export function colorOf(series: number): string {
  return `var(--chart-${series % COLORS + 1})`;
}

/**
 * The style of all charts, light and dark.
 *
 * A page that has charts contains it, and so does a chart in a file of its own.
 */
export const CHART_STYLE: string = `
:root, svg.chart {
  --chart-1: #0969da; --chart-2: #bc4c00; --chart-3: #1a7f37; --chart-4: #8250df; --chart-5: #bf3989;
  --chart-6: #59636e; --chart-grid: #d9dce0; --chart-paper: #ffffff;
}
@media screen and (prefers-color-scheme: dark) {
  :root, svg.chart {
    --chart-1: #58a6ff; --chart-2: #f0883e; --chart-3: #56d364; --chart-4: #bc8cff; --chart-5: #f778ba;
    --chart-6: #a2a9b0; --chart-grid: #363b41; --chart-paper: #15171a;
  }
}
svg.chart { display: block; max-width: 100%; height: auto; overflow: visible; font: 12px system-ui, sans-serif; }
svg.chart text { white-space: pre; }
`;

/**
 * Draws a chart as SVG.
 *
 * @param options Options of Plot beside those of every chart.
 * @param legend The names of the series in the order of their colours.
 * @returns The text of an element `svg` that is labelled as a picture, for a page with {@linkcode CHART_STYLE}.
 */
export function chart(
  { plot, document }: Drawing,
  { title, description, width = 640, height = 300 }: ChartOptions,
  marks: readonly Mark[],
  options: PlotOptions,
  legend: readonly LegendEntry[] = [],
): string {
  const listed = linesOf(legend, width);
  const top = 26 + LINE * listed.length;
  const drawn = (marginLeft: number) =>
    plot.plot({
      document,
      ...{ width, height, className: "chart", marginTop: top, marginBottom: 40, marginLeft },
      ...options,
      x: { labelOffset: 36, tickFormat: axisLabel, ...options.x as PlotOptions },
      y: { tickFormat: axisLabel, ...options.y as PlotOptions },
      marks,
    });
  const first = drawn(LEFT), needed = TICK + DIGIT * longestTick(first);
  const svg = needed > LEFT ? drawn(Math.ceil(needed)) : first;
  for (const style of svg.querySelectorAll("style")) style.remove(); // it is in CHART_STYLE
  const element = (name: string, attributes: Readonly<Record<string, string | number>>) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
    return made;
  };
  svg.append(...entries(listed, element));
  const [name, words] = ["title", "desc"].map((kind) => element(kind, {}));
  name!.textContent = title;
  words!.textContent = description;
  svg.prepend(name!, words!);
  svg.setAttribute("xmlns", SVG);
  svg.setAttribute("role", "img"); // its name is its title: attributes cannot hold every text
  return withOwnNames(withoutNoise(svg.outerHTML));
}

/** What clips lines is named by the chart: Plot counts, so that other charts of a page have its names. */
function withOwnNames(svg: string): string {
  const named = (by: string) => svg.replace(/\bplot-clip-\d+/g, `clip-${by}`);
  return named(crc32(new TextEncoder().encode(named(""))).toString(36));
}

/** The letters of the longest label of the vertical axis. */
function longestTick(svg: ChartElement): number {
  const labels = svg.querySelectorAll('[aria-label="y-axis tick label"] text');
  return Math.max(0, ...Array.from(labels, ({ textContent }) => textContent?.length ?? 0));
}

/** Attributes that are not seen, and take most of what a chart takes: names of groups, digits of places. */
function withoutNoise(svg: string): string {
  const places = / (?:d|x|y|[xy][12]|c[xy]|width|height|points|transform)="[^"<]*"/g;
  // A picture has one name: those of Plot for its parts are not allowed inside.
  return svg.replace(/ aria-(?:label|description)="[^"<]*"/g, "")
    .replace(places, (given) => given.replace(/(\.\d\d)\d+/g, "$1"));
}

/** The name of a series, and how its line is drawn. */
export interface LegendEntry {
  readonly name: string;
  readonly isDashed?: boolean;
  /** The number of its colour; by default its place. */
  readonly color?: number;
}

// In pixels: letters are about so wide on average.
const LETTER = 6.6, SWATCH = 18, GAP = 6, LINE = 20;
/** The margin on the left; where numbers are long it is that of a tick and its digits in a wide font. */
const LEFT = 52, TICK = 12, DIGIT = 7.7;

/** Where a legend begins: below the label of the vertical axis. */
const LEGEND = 4;

/** A name alone in its line has room for fonts that are wider than most. */
const WIDE_FONTS = 0.9;

/** Signs of Eastern Asia and pictures are twice as wide. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{1f000}-\u{3ffff}]/u;

/** Digits, capitals and signs are wider than most letters. */
const BROAD = /[\dA-Z×÷+−=]/, BROADER = 1.25;

function lengthOf(name: string): number {
  const widths = Array.from(name, (sign) => WIDE.test(sign) ? 2 : BROAD.test(sign) ? BROADER : 1);
  return Math.ceil(LETTER * widths.reduce((sum, width) => sum + width, 0));
}

/** A name of at most some pixels; of a longer one, the beginning and the end, where it may have a number. */
function fitted(name: string, most: number): string {
  if (lengthOf(name) <= most) return name;
  const signs = Array.from(name);
  let kept = signs.length - 1;
  const shown = () => {
    const end = Math.min(END, kept >> 1);
    return [...signs.slice(0, kept - end), "…", ...signs.slice(signs.length - end)].join("");
  };
  while (kept > 1 && lengthOf(shown()) > most) kept--;
  return shown();
}

/** So many signs at the end of a long name are kept. */
const END = 12;

/** An entry of a legend in its place. */
interface PlacedEntry extends LegendEntry {
  readonly color: number;
  readonly x: number;
}

/** The lines of a legend, each as long as the chart is wide at most. */
function linesOf(legend: readonly LegendEntry[], width: number): readonly PlacedEntry[][] {
  const lines: PlacedEntry[][] = [];
  let x = Infinity;
  legend.forEach((entry, series) => {
    const name = fitted(entry.name, WIDE_FONTS * (width - LEGEND - SWATCH - 3 * GAP));
    const length = SWATCH + 3 * GAP + lengthOf(name);
    if (x + length > width) {
      lines.push([]);
      x = LEGEND;
    }
    lines.at(-1)!.push({ color: series, ...entry, name, x });
    x += length;
  });
  return lines;
}

function entries(
  lines: readonly (readonly PlacedEntry[])[],
  element: (name: string, attributes: Readonly<Record<string, string | number>>) => ChartElement,
): ChartElement[] {
  return lines.flatMap((line, k) =>
    line.flatMap(({ name, isDashed, color, x }) => {
      const y = 28 + LINE * k;
      const stroke = element("path", {
        ...{ d: `M${x} ${y}h${SWATCH}`, stroke: colorOf(color), "stroke-width": 2 },
        ...(isDashed && { "stroke-dasharray": "5 3" }),
      });
      const words = element("text", { x: x + SWATCH + GAP, y: y + 4, "text-anchor": "start" });
      words.textContent = name;
      return [stroke, words];
    })
  );
}

/** A chart as a file of its own, light or dark as its reader prefers. */
export function chartFile(svg: string): string {
  const style = `<style>${CHART_STYLE}
svg.chart { color: #1a1c1e; background: var(--chart-paper); }
@media screen and (prefers-color-scheme: dark) { svg.chart { color: #e7e9eb; } }
</style>`;
  return `${svg.replace("</desc>", `</desc>${style}`)}\n`;
}
