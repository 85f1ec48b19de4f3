import { button, element, svgElement } from "../../shell/element.ts";
import { arrowOf, arrowPath, headPath } from "../drawing/arrows.ts";
import { type Layout, layoutOf, type Line, pathOf } from "../drawing/layout.ts";
import { lineWidth } from "../drawing/line_width.ts";
import { LOSS_CHOICES } from "../state/choices.ts";
import { LIMITS } from "../state/settings.ts";
import { number } from "../walk/mathml.ts";
import type { PointPass } from "../walk/point_pass.ts";
import { isBackward, linesOfStep, type WalkStep } from "../walk/steps.ts";
import { type HeatMap, heatMap, ofProbability } from "./heat_map.ts";
import { allow, put, say } from "./put.ts";
import type { Actions, PlayState } from "./state.ts";
import { unitInWords } from "./words.ts";

/** What the walk shows in the drawing. */
export interface Shown {
  readonly pass: PointPass;
  readonly step: WalkStep;
  readonly unit: number;
}

interface DrawnUnit {
  readonly map: HeatMap;
  readonly choose: HTMLButtonElement;
  readonly label: HTMLElement;
}

interface DrawnLine {
  readonly line: Line;
  readonly path: SVGPathElement;
  readonly arrow: SVGPathElement;
}

interface Drawing {
  readonly key: string;
  readonly layout: Layout;
  readonly units: readonly (readonly DrawnUnit[])[];
  readonly lines: readonly DrawnLine[];
}

/** The drawing of the network: units as pictures, weights as lines, coming updates as arrows. */
export function networkView(actions: Actions): {
  readonly root: HTMLElement;
  readonly update: (state: PlayState, shown: Shown | undefined) => void;
} {
  const { change } = actions;
  const heads = element("div", { class: "heads" }), stage = element("div", { class: "stage" });
  const more = button(
    "Add a layer",
    () => change(({ layers }) => ({ layers: [...layers, 2].slice(0, LIMITS.layers) })),
  );
  const fewer = button(
    "Remove a layer",
    () => change(({ layers }) => ({ layers: layers.slice(0, -1) })),
  );
  const caption = element("p", { class: "caption" });
  const root = element(
    "div",
    { class: "panel network", id: "play-network" },
    element("h3", {}, "The network"),
    element("div", { class: "row" }, more, fewer),
    heads,
    stage,
    caption,
  );
  let drawing: Drawing | undefined;

  const build = (state: PlayState, key: string, width: number): Drawing => {
    const { settings } = state, { outputs } = LOSS_CHOICES[settings.loss];
    const widths = [2, ...settings.layers, outputs], layout = layoutOf(widths, width);
    const svg = svgElement("svg", {
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      width: layout.width,
      height: layout.height,
      "aria-hidden": "true",
    });
    const lines = layout.lines.map((line): DrawnLine => {
      const path = svgElement("path", { d: pathOf(line), class: "weight" });
      const touch = svgElement("path", { d: pathOf(line), class: "touch" });
      const arrow = svgElement("path", { class: "arrow" });
      touch.addEventListener("click", () => actions.set({ weight: line }));
      return { line, path, arrow: (svg.append(path, touch), arrow) };
    });
    svg.append(...lines.map(({ arrow }) => arrow));
    const units = layout.units.map((column, layer) =>
      column.map(({ x, y }, unit): DrawnUnit => {
        const map = heatMap(), label = element("span", { class: "value number" });
        const choose = button("", () => actions.set({ selected: { layer, unit } }), {
          class: "unit",
          "aria-label": unitInWords({ layer, unit }, widths.length - 1, outputs),
        });
        choose.append(map.canvas, label);
        choose.style.left = `${x - layout.size / 2}px`;
        choose.style.top = `${y - layout.size / 2}px`;
        return { map, choose, label };
      })
    );
    stage.style.height = `${layout.height}px`;
    stage.replaceChildren(svg, ...units.flat().map(({ choose }) => choose));
    heads.classList.toggle("narrow", headWidth(layout) < 90);
    heads.hidden = settings.layers.length === 0;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.focus;
    heads.replaceChildren(...headsOf(settings.layers, layout, change));
    const pressed = focused && heads.querySelector<HTMLButtonElement>(`[data-focus="${focused}"]`);
    if (pressed) {
      const other = pressed.parentElement!.querySelector<HTMLButtonElement>("button:enabled")!;
      (pressed.disabled ? other : pressed).focus();
    }
    return { key, layout, units, lines };
  };

  let last: readonly [PlayState, Shown | undefined] | undefined;
  const update = (state: PlayState, shown: Shown | undefined): void => {
    last = [state, shown];
    const { settings, snapshot } = state, width = Math.floor(stage.clientWidth);
    const { layers } = settings;
    say(caption, shown ? captionOf(shown.step) : LEGEND);
    allow(more, layers.length < LIMITS.layers, fewer);
    allow(fewer, layers.length > 0, more);
    const key = JSON.stringify([layers, LOSS_CHOICES[settings.loss].outputs, width]);
    if (width === 0) return; // hidden
    if (drawing?.key !== key) drawing = build(state, key, width);
    const isSame = snapshot?.surfaces.layers.every((units, l) => {
      return units.length === drawing!.units[l]?.length;
    });
    if (!snapshot || !isSame || snapshot.surfaces.layers.length !== drawing.units.length) return;
    drawUnits(drawing, state, shown);
    drawLines(drawing, state, shown);
  };
  new ResizeObserver(() => last && update(...last)).observe(stage);
  return { root, update };
}

/** The number of units of each hidden layer, with buttons, above its column. */
function headsOf(
  layers: readonly number[],
  layout: Layout,
  change: Actions["change"],
): HTMLElement[] {
  return layers.map((count, l) => {
    const add = (units: number) =>
      change(({ layers }) => {
        const count = Math.min(LIMITS.units, Math.max(1, (layers[l] ?? 1) + units));
        return { layers: layers.map((each, k) => k === l ? count : each) };
      });
    const less = button("−", () => add(-1), {
      "aria-label": `One unit less in hidden layer ${l + 1}`,
      "data-focus": `less ${l}`,
    });
    const more = button("+", () => add(1), {
      "aria-label": `One unit more in hidden layer ${l + 1}`,
      "data-focus": `more ${l}`,
    });
    less.disabled = count <= 1;
    more.disabled = count >= LIMITS.units;
    const head = element(
      "div",
      { class: "head" },
      element("span", { class: "number" }, count === 1 ? "1 unit" : `${count} units`),
      element("div", {}, less, more),
    );
    head.style.left = `${layout.units[l + 1]![0]!.x}px`;
    head.style.width = `${headWidth(layout)}px`;
    return head;
  });
}

/** Two buttons fit beside each other from 90 pixels. */
function headWidth({ units }: Layout): number {
  const between = units[1]![0]!.x - units[0]![0]!.x;
  return Math.min(100, Math.max(46, between - 4));
}

function drawUnits(
  { units }: Drawing,
  { snapshot, selected, settings }: PlayState,
  shown: Shown | undefined,
): void {
  const { surfaces } = snapshot!, last = units.length - 1;
  units.forEach((column, layer) =>
    column.forEach(({ map, choose, label }, unit) => {
      const scale = layer === 0 ? (a: number) => a / 3 : layer === last ? ofProbability : undefined;
      map.draw(surfaces.layers[layer]![unit]!, surfaces.size, scale);
      const isChosen = selected?.layer === layer && selected.unit === unit;
      put(choose, "aria-pressed", String(isChosen));
      const value = shown && valueOf(shown, layer, unit);
      say(label, value ? `${value.letter === "δ" ? "δ " : ""}${number(value.value)}` : "");
      choose.classList.toggle("about", shown !== undefined && isAbout(shown, layer, unit));
      const name = unitInWords({ layer, unit }, last, LOSS_CHOICES[settings.loss].outputs);
      const what = value && `, ${value.letter === "δ" ? "error δ" : "a"} ${number(value.value)}`;
      put(choose, "aria-label", name + (what ?? ""));
    })
  );
}

/** The number that a unit shows in the walk: what has been computed so far, and is needed. */
function valueOf({ pass, step }: Shown, layer: number, unit: number) {
  const { kind, layer: at } = step;
  const isAnswer = isBackward(step) ? kind === "weights" && layer === at - 1 : layer <= at;
  if (isAnswer) {
    return { letter: "a", value: (layer === 0 ? pass.inputs : pass.layers[layer - 1]!.a)[unit]! };
  }
  const isError = isBackward(step) && layer > 0 && (kind === "update" || layer >= at);
  return isError ? { letter: "δ", value: pass.layers[layer - 1]!.errors[unit]! } : undefined;
}

const LEGEND =
  "From left to right: the two coordinates, the hidden layers, the answer. Each square is a unit and " +
  "shows what it answers for every point of the plane. Lines are weights: blue and solid for positive, " +
  "orange and dashed for negative, thick for large. The arrow on a line is the coming update of its " +
  "weight: ↑ its number will rise, ↓ it will fall, long for much.";

/** What the drawing shows at a step of the walk. */
function captionOf(step: WalkStep): string {
  if (step.kind === "update") return "The arrows show how each weight will move: ↑ up, ↓ down.";
  if (!isBackward(step)) return "The number below a unit is its answer a for this point.";
  return "δ below a unit is its error" +
    (step.kind === "weights"
      ? "; the numbers without δ are answers a."
      : step.kind === "hidden errors"
      ? "; the arrows show which way errors go."
      : ".");
}

function isAbout({ step, unit: chosen }: Shown, layer: number, unit: number): boolean {
  if (step.kind === "point") return layer === 0;
  return step.kind !== "update" && layer === step.layer && unit === chosen;
}

function drawLines(
  { lines, layout }: Drawing,
  { snapshot, weight }: PlayState,
  shown: Shown | undefined,
): void {
  const { parameters, updates } = snapshot!;
  const about = shown && linesOfStep(shown.step, shown.unit);
  const largest = (updates ?? []).reduce((most, { weights }) => {
    return Array.from(weights!.data).reduce((most, x) => Math.max(most, Math.abs(x)), most);
  }, 0);
  const tallest = Math.max(...layout.units.map(({ length }) => length));
  for (const { line, path, arrow } of lines) {
    const { layer, index, from, to } = line, w = parameters[layer - 1]?.weights?.data[index]!;
    const isMeant = about?.layer === layer && about.includes(to, from);
    const isChosen = weight?.layer === layer && weight.index === index;
    put(path, "stroke-width", lineWidth(w, tallest).toFixed(2));
    put(
      path,
      "class",
      `weight ${w < 0 ? "negative" : "positive"}${isMeant ? " about" : ""}` +
        `${about && !isMeant ? " aside" : ""}${isChosen ? " chosen" : ""}`,
    );
    const update = updates?.[layer - 1]?.weights?.data[index] ?? 0;
    const hasUpdates = shown === undefined || shown.step.kind === "update";
    const count = layout.units[layer - 1]!.length;
    const head = isMeant && about.way !== 0 ? headPath(line, about.way) : "";
    put(arrow, "d", hasUpdates ? arrowPath(arrowOf(line, update, largest, count)) : head);
  }
}
