import { type Ridge, ridgelines } from "../charts/ridgelines.ts";
import { escapeHtml, htmlTable, paragraph } from "../html.ts";
import type { Histogram, Snapshot } from "../record/run_record.ts";
import { figure, figures } from "./figure.ts";
import { layerCharts, normOf } from "./layer_charts.ts";
import type { Material, Section } from "./section.ts";
import { percent } from "./percent.ts";
import { count, rounded } from "../../core/support/quantities.ts";

/** How the layers changed: norms, distributions, dead units. */
export const LAYERS: Section = {
  id: "layers",
  title: "Layers",
  content: ({ drawing, run }) => {
    const { snapshots, probe } = run.record, last = snapshots.at(-1);
    if (last === undefined) return undefined;
    const changing = last.layers.map((layer, l) => ({ layer, l }))
      .filter(({ layer }) => !SHAPING.includes(layer.kind));
    const histograms = changing.slice(0, MOST).map(({ layer, l }) =>
      `<h3>Layer ${l + 1}: ${escapeHtml(layer.name)}</h3>\n` +
      figures(histogramsOf(drawing, snapshots, l))
    );
    return [
      paragraph(
        `The network was looked at ${snapshots.length} times, with the same ${probe.layers} examples ` +
          "of the training part. A norm is the root of the sum of the squares of all entries.",
      ),
      figures(layerCharts(drawing, snapshots)),
      unitTable(last),
      ...histograms,
      ...(changing.length > MOST ? [paragraph(`The first ${MOST} layers are shown.`)] : []),
    ].join("\n");
  },
};

/** So many layers are shown one by one. */
const MOST = 10;

/** Kinds of layers that only give their inputs another shape. */
const SHAPING: readonly string[] = ["flatten", "reshape"];

function unitTable({ layers }: Snapshot): string {
  const rows = layers.map(({ name, units, dead, saturated, parameters }, l) => [
    escapeHtml(`${l + 1}: ${name}`),
    ...[count(units), dead === 0 ? "0" : `<b class="bad">${count(dead)}</b>`],
    ...[percent(saturated), parameters.length === 0 ? "–" : rounded(normOf(parameters))],
  ]);
  return paragraph(
    "At the end. A unit is dead if it gives one and the same value for every example: it learns " +
      "nothing more. An activation is saturated where its slope is below 0.01.",
  ) +
    htmlTable(
      ["layer", "units", "dead", "saturated", "norm of its parameters"],
      rows,
      "Units of the layers",
    );
}

function histogramsOf(
  drawing: Material["drawing"],
  snapshots: readonly Snapshot[],
  l: number,
): string[] {
  const { name, units, parameters } = snapshots.at(-1)!.layers[l]!;
  const shown = parameters.filter(({ histogram: { counts } }) => totalOf(counts) > units);
  const layer = `layer ${l + 1}, ${name}`;
  return [
    ...shown.map(({ name }) =>
      ridgeChart(drawing, snapshots, {
        title: `${capitalized(name)} of ${layer}`,
        description: `How often each value occurs, from the first look (top) to the last.`,
        x: "value",
        of: ({ layers }) => layers[l]!.parameters.find((each) => each.name === name)!.histogram,
      })
    ),
    ridgeChart(drawing, snapshots, {
      title: `Activations of ${layer}`,
      description: "What the units give for the examples, from the first look (top) to the last.",
      x: "activation",
      of: ({ layers }) => layers[l]!.activations,
    }),
  ];
}

interface RidgeChart {
  readonly title: string;
  readonly description: string;
  readonly x: string;
  readonly of: (snapshot: Snapshot) => Histogram;
}

function ridgeChart(
  drawing: Material["drawing"],
  snapshots: readonly Snapshot[],
  { title, description, x, of }: RidgeChart,
): string {
  const ridges = snapshots.map((snapshot): Ridge => {
    return { label: rounded(snapshot.epoch, 3), ...of(snapshot) };
  });
  return figure({
    ...{ title, description },
    draw: (options) => ridgelines(drawing, ridges, { ...options, x, y: "epoch" }),
    numbers: {
      head: ["epoch", "smallest", "median", "largest"],
      rows: ridges.map((ridge) => [
        ridge.label,
        ...[ridge.from, medianOf(ridge), ridge.to].map((value) => rounded(value)),
      ]),
    },
  });
}

/** The median of a histogram, as if the values of a range were evenly spread. */
function medianOf({ from, to, counts }: Histogram): number {
  const half = totalOf(counts) / 2, size = (to - from) / counts.length;
  let below = 0;
  for (const [k, n] of counts.entries()) {
    if (below + n >= half && n > 0) return from + (k + (half - below) / n) * size;
    below += n;
  }
  return from;
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
