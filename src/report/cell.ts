import { CHART_STYLE } from "./charts/chart.ts";
import { formulaStyle } from "./style.ts";

/**
 * Colours that are seen on white and on a notebook's black alike, three to one or better: notebooks do
 * not say by one common sign whether they are dark, so that text has the colour of the page's own.
 */
export const CELL_COLORS = {
  series: ["#2f81f7", "#c9650a", "#2c974b", "#8b6cf0", "#d6459a", "#7d858d"],
  good: "#2c974b",
  bad: "#e5484d",
} as const;

/** What is in cells of tables that hold words and not numbers. */
const WORDS = ":is(.words, .good, .bad, .open)";

/**
 * HTML for the output of a notebook's cell: content with the rules that it needs.
 *
 * @param more Rules beside those of tables, formulas and charts.
 */
export function cellOf(content: string, more = ""): string {
  return `<style>${styleOf(more)}</style>\n<div class="backproof">${content}</div>`;
}

function styleOf(more: string): string {
  const { series, good, bad } = CELL_COLORS;
  const colors = series.map((color, k) => `--chart-${k + 1}: ${color};`).join(" ");
  const wordy = [2, 3].map((column) => {
    const cell = `tr > :nth-child(${column})`;
    return `table:has(tbody ${cell}.long, tbody ${cell} > ${WORDS}) thead ${cell}`;
  });
  // Twice the class, so that the rules go before the notebook's own. The width does not grow with what
  // is inside, which scrolls.
  return `${CHART_STYLE}
.backproof.backproof {
  color: inherit; font: 13px/1.45 system-ui, sans-serif; width: 0; min-width: min(100%, 60rem);
  svg.chart, svg.layers { ${colors} --chart-grid: rgb(128 128 128 / 0.3); --chart-paper: transparent; }
  svg text { fill: currentColor; stroke: none; }
  svg.layers { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
  p { margin: 0.4em 0; }
  h3 { font-size: 1em; font-weight: 600; margin: 0.8em 0 0.2em; }
  ${formulaStyle()}
  .title { font-weight: 600; }
  .quiet { opacity: 0.75; }
  .scroll { overflow-x: auto; margin: 0.4em 0; }
  table { border-collapse: collapse; margin: 0; font-size: inherit; color: inherit; border: 0; }
  th, td {
    text-align: right; padding: 0.2em 0.7em; vertical-align: middle; white-space: nowrap; max-width: none;
    border: 0; border-bottom: 1px solid rgb(128 128 128 / 0.3); font-variant-numeric: tabular-nums;
  }
  th { font-weight: 500; }
  thead th { opacity: 0.75; vertical-align: bottom; }
  th:first-child, .long, td:has(> ${WORDS}), td:has(> math), ${
    wordy.join(", ")
  } { text-align: left; }
  .long { white-space: normal; min-width: 16rem; }
  .good > span { color: ${good}; font-weight: 700; }
  .bad > span { color: ${bad}; font-weight: 700; }
  .open > span { font-weight: 700; }
  ${more}
}
`;
}
