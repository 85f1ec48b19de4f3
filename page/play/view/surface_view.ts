import { button, element, svgElement } from "../../shell/element.ts";
import { MOST_POINTS, onGrid } from "../data/own_points.ts";
import { EXTENT, type Point } from "../data/point.ts";
import { LOSS_CHOICES } from "../state/choices.ts";
import { heatMap, ofProbability } from "./heat_map.ts";
import { placeOf, pointMark, SIDE } from "./point_marks.ts";
import { allow, put, say } from "./put.ts";
import type { Actions, PlayState } from "./state.ts";
import type { View } from "./view.ts";
import { surfaceInWords, unitInWords } from "./words.ts";

/** The plane with its points, coloured by a unit. */
export function surfaceView(
  { change, set }: Actions,
  pointsOf: () => { readonly train: readonly Point[]; readonly test: readonly Point[] },
): View {
  const map = heatMap();
  const marks = svgElement("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "marks" });
  const frame = element("div", { class: "plane", role: "img" }, map.canvas, marks);
  const title = element("h3", { tabindex: -1 }), caption = element("p", { class: "caption" });
  const all = button("Show the output again", () => set({ selected: undefined }), {
    hidden: true,
  });
  const own = ownPoints((changed) =>
    change(({ points }) => ({ points: changed(points), set: "own" }))
  );
  const root = element(
    "div",
    { class: "panel surface", id: "play-surface" },
    title,
    frame,
    caption,
    all,
    own.root,
  );
  let state: PlayState | undefined, drawn = "";
  frame.addEventListener("click", ({ clientX, clientY }) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    const x = EXTENT * (2 * (clientX - left) / width - 1);
    const y = EXTENT * (1 - 2 * (clientY - top) / height);
    if (state?.settings.set === "own") own.add({ x, y });
    else set({ point: nearest(pointsOf().train, x, y) });
  });
  return {
    root,
    update: (next) => {
      state = next;
      const { settings, snapshot, selected, point, walk } = next, { train, test } = pointsOf();
      own.update(settings.set === "own", settings.points);
      const key = JSON.stringify([settings.set, settings.noise, settings.seed, settings.points]) +
        (walk === undefined ? "" : point);
      if (key !== drawn) {
        drawn = key;
        marks.replaceChildren(
          ...test.map((each) => pointMark(each, 2, "test")),
          ...train.map((each) => pointMark(each, 3.2)),
        );
        const followed = walk === undefined ? undefined : train[point];
        if (followed) {
          const { x, y } = placeOf(followed);
          marks.append(
            svgElement("circle", { cx: x, cy: y, r: 8, class: "ring" }),
            svgElement("circle", { cx: x, cy: y, r: 8, class: "ring inner" }),
          );
        }
      }
      if (!snapshot) return;
      const { outputs } = LOSS_CHOICES[snapshot.settings.loss], { surfaces } = snapshot;
      const last = surfaces.layers.length - 1;
      const place = selected && surfaces.layers[selected.layer]?.[selected.unit]
        ? selected
        : { layer: last, unit: outputs - 1 };
      const surface = surfaces.layers[place.layer]![place.unit]!;
      const scale = place.layer === 0
        ? (a: number) => a / EXTENT
        : place.layer === last
        ? ofProbability
        : undefined;
      map.draw(surface, surfaces.size, scale);
      const name = unitInWords(place, last, outputs), isOutput = place.layer === last;
      say(title, isOutput ? "What the network answers" : `What ${name} sees`);
      if (isOutput && document.activeElement === all) title.focus({ preventScroll: true });
      all.hidden = isOutput;
      say(
        caption,
        isOutput
          ? "Blue: “+” is likelier; orange: “−” is. Disks are “+”, squares are “−”" +
            (test.length > 0 ? "; the small ones are kept aside for the test." : ".")
          : "Blue where the unit is positive, orange where it is negative.",
      );
      put(frame, "aria-label", surfaceInWords(name, snapshot.train, snapshot.test));
    },
  };
}

/** The number of the point that is nearest. */
function nearest(points: readonly Point[], x: number, y: number): number {
  const far = points.map((point) => Math.hypot(point.x - x, point.y - y));
  return Math.max(0, far.indexOf(Math.min(...far)));
}

/** Controls for custom points, placed by clicking or by coordinates. */
function ownPoints(onChange: (changed: (points: readonly Point[]) => readonly Point[]) => void) {
  let label: 0 | 1 = 1;
  const signs = ([1, 0] as const).map((each) => {
    const text = each === 1 ? "● Set “+”" : "■ Set “−”";
    return button(text, () => choose(each), { "aria-pressed": String(each === label) });
  });
  const choose = (each: 0 | 1) => {
    label = each;
    signs.forEach((sign, i) => put(sign, "aria-pressed", String((i === 0 ? 1 : 0) === each)));
  };
  const [x, y] = [1, 2].map((number) =>
    element("input", {
      id: `play-own-${number}`,
      type: "number",
      min: -EXTENT,
      max: EXTENT,
      step: "any",
      value: 0,
    })
  ) as [HTMLInputElement, HTMLInputElement];
  const labelled = (input: HTMLInputElement, text: string) =>
    element("div", { class: "field" }, element("label", { for: input.id }, text), input);
  const add = (place: Pick<Point, "x" | "y">) => {
    onChange((points) => [...points, onGrid({ ...place, label })].slice(0, MOST_POINTS));
  };
  const typed = button("Add the point", () => {
    if (x.validity.valid && y.validity.valid) {
      add({ x: x.valueAsNumber || 0, y: y.valueAsNumber || 0 });
    } else (x.validity.valid ? y : x).reportValidity();
  }, { "data-own": "add" });
  const undo = button("Undo", () => onChange((points) => points.slice(0, -1)));
  const clear = button("Remove all", () => onChange(() => []));
  const root = element(
    "div",
    { class: "own" },
    element(
      "p",
      {},
      `Click or tap the plane to set points, or type where they belong, from −${EXTENT} to ${EXTENT}.`,
    ),
    element("div", { class: "row", role: "group", "aria-label": "Which points to set" }, ...signs),
    element("div", { class: "fields" }, labelled(x, "x₁, right"), labelled(y, "x₂, up")),
    element("div", { class: "row" }, typed, undo, clear),
  );
  return {
    root,
    add,
    update: (isOwn: boolean, points: readonly Point[]) => {
      root.hidden = !isOwn;
      for (const remove of [undo, clear]) allow(remove, points.length > 0, typed);
    },
  };
}
