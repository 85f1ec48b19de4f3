import { fromFileUrl } from "@std/path";
import { main } from "./support/command.ts";
import { writeWhole } from "./support/files.ts";

const HELP = `
Draws docs/speed.svg from the first two tables of docs/benchmarks.md.

Usage: deno task speed-chart

  -h, --help    show this help
`;

const TABLES = new URL("../docs/benchmarks.md", import.meta.url);
const CHART = new URL("../docs/speed.svg", import.meta.url);

/** How many tables are drawn: those of training. */
const PANELS = 2;

// In pixels. The width of a phone, so that the letters are as large there as on a screen.
const WIDTH = 390;
const LABELS = 150;
const RIGHT = 346;
const ROW = 21;
const HEADER = 22;
const PANEL_TOP = 54;
const PANEL_GAP = 34;
/** The axis, in powers of ten of a second: 0.1 s to 100 s. */
const AXIS = { from: -1, to: 2 } as const;

const STYLE = `
svg { font: 13px system-ui, sans-serif; fill: #1f2328; background: #fff }
.card { fill: #fff }
.title, .ours { font-weight: 600 }
.small { font-size: 11px; fill: #59636e }
.grid { stroke: #d1d9e0 }
text { paint-order: stroke; stroke: #fff; stroke-width: 3px }
.theirs-dot { fill: #818b98 }
.ours-dot { fill: #0969da }
@media (prefers-color-scheme: dark) {
  svg { fill: #f0f6fc; background: #0d1117 }
  .card { fill: #0d1117 }
  .small { fill: #9198a1 }
  .grid { stroke: #3d444d }
  text { stroke: #0d1117 }
  .ours-dot { fill: #4493f8 }
}`;

/** A row of a table. */
interface Row {
  readonly name: string;
  /** The median as it was printed; ≈ if it was measured on a share of the examples. */
  readonly time: string;
  readonly seconds: number;
}

/** A table of training times. */
interface Panel {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * The tables of training times in a document, the fastest row first.
 *
 * @param markdown What `deno task bench --markdown` printed, among other text.
 * @throws {SyntaxError} If it has fewer tables than are drawn.
 */
export function panelsOf(markdown: string): Panel[] {
  const tables = [...markdown.matchAll(/^Training (.*):\n\n\|.*\n\|.*\n((?:\|.*\n)+)/gm)];
  if (tables.length < PANELS) {
    throw new SyntaxError(`There must be ${PANELS} tables of training, but found ${tables.length}`);
  }
  return tables.slice(0, PANELS).map(([, title, body]) => ({
    title: title!,
    rows: body!.trim().split("\n").map(rowOf).sort((a, b) => a.seconds - b.seconds),
  }));
}

function rowOf(line: string): Row {
  const [name, time] = line.split("|").slice(1).map((cell) => cell.trim());
  const [number, unit] = time!.split(" ");
  const short = name!.replace(/ \(.*\)$/, "").replace(/, (hand-written|eager)$/, "")
    .replace("backproof, wasm", "backproof");
  return {
    name: short,
    time: line.includes("scaled") ? `≈ ${time}` : time!,
    seconds: Number(number) * (unit === "ms" ? 1e-3 : 1),
  };
}

/**
 * The chart as SVG: a dot for each row of each panel, on a logarithmic axis.
 *
 * @param panels The panels, from the top.
 */
export function draw(panels: readonly Panel[]): string {
  const parts = [
    text(12, 20, "Time to train, logarithmic: less is better. ≈ scaled from a part", "small"),
  ];
  let top = HEADER;
  for (const { title, rows } of panels) {
    parts.push(drawPanel(title, rows, top));
    top += PANEL_TOP + rows.length * ROW + PANEL_GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" \
viewBox="0 0 ${WIDTH} ${top}" role="img">
<title>Time to train two networks, by library</title>
<style>${STYLE}
</style>
<rect class="card" width="${WIDTH}" height="${top}"/>
${parts.join("\n")}
</svg>
`;
}

function drawPanel(title: string, rows: readonly Row[], top: number): string {
  const [network, ...rest] = title.split(/,? \(.*?\), /);
  const first = top + PANEL_TOP, last = first + rows.length * ROW;
  const ticks = Array.from({ length: AXIS.to - AXIS.from + 1 }, (_, k) => 10 ** (AXIS.from + k));
  return [
    text(12, top + 22, network!, "title"),
    text(12, top + 40, rest.join(", "), "small"),
    ...ticks.map((seconds) =>
      `<path class="grid" d="M${across(seconds)} ${first - 4}V${last}"/>` +
      text(across(seconds), last + 14, `${seconds} s`, "small", "middle")
    ),
    ...rows.map(({ name, time, seconds }, k) => {
      const whose = name.startsWith("backproof") ? "ours" : "theirs";
      const middle = first + k * ROW + ROW / 2 - 2, x = across(seconds);
      return text(12, middle + 4.5, name, whose) +
        `<circle class="${whose}-dot" cx="${x}" cy="${middle}" r="5"/>` +
        text(x + 9, middle + 4.5, time, whose);
    }),
  ].join("\n");
}

/** Where a time lies on the axis. */
function across(seconds: number): number {
  const share = (Math.log10(seconds) - AXIS.from) / (AXIS.to - AXIS.from);
  return Math.round(10 * (LABELS + 20 + share * (RIGHT - LABELS - 20))) / 10;
}

function text(x: number, y: number, words: string, kind: string, anchor = "start"): string {
  return `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

if (import.meta.main) {
  await main("speed-chart", {
    help: HELP,
    options: {},
    run: async () => {
      await writeWhole(fromFileUrl(CHART), draw(panelsOf(await Deno.readTextFile(TABLES))));
      return 0;
    },
  });
}
