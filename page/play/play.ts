import { button, element } from "../shell/element.ts";
import type { Mount } from "../shell/tab.ts";
import { openWorker } from "../shell/workers.ts";
import { LESSON, LESSON_SETTINGS, type PanelName, readLesson } from "./lesson/lesson.ts";
import { readSettings, writeSettings } from "./state/address.ts";
import type { Settings } from "./state/settings.ts";
import type { Request } from "./training/runner.ts";
import { networkFrom, type Snapshot } from "./training/snapshot.ts";
import { taskOf } from "./training/task.ts";
import { checkView } from "./view/check_view.ts";
import { curveView } from "./view/curve_view.ts";
import { glossaryView } from "./view/glossary_view.ts";
import { lessonView } from "./view/lesson_view.ts";
import { networkView, type Shown } from "./view/network_view.ts";
import { settingsView } from "./view/settings_view.ts";
import {
  type Actions,
  freshState,
  type PlayState,
  withLesson,
  withSnapshot,
} from "./view/state.ts";
import { surfaceView } from "./view/surface_view.ts";
import { transportView } from "./view/transport_view.ts";
import { walkView } from "./view/walk_view.ts";
import { weightTable } from "./view/weight_table.ts";
import { passOfPoint } from "./walk/point_pass.ts";
import { placeOfStep, walkSteps } from "./walk/steps.ts";

/** Pictures in a second while it plays; fewer for those who asked for less motion. */
const PICTURES = 15, CALM_PICTURES = 3;

/** The tab where one plays with networks of points in the plane. */
export const mount: Mount = (root, address) => {
  const worker = openWorker("play/training/training_worker");
  const ask = (request: Request) => worker.postMessage(request);
  let state = freshState(readSettings(address.get()));
  let points = taskOf(state.settings).points;

  const actions: Actions = {
    change: (wanted) => {
      const some = typeof wanted === "function" ? wanted(state.settings) : wanted;
      const settings = { ...state.settings, ...some };
      // The walk and the lesson are of another network then.
      const isOther = "layers" in some || "set" in some;
      if (isOther) state = { ...withLesson(state, undefined), walk: undefined };
      state = { ...state, settings };
      remember();
      ask({ kind: "change", settings });
      draw();
    },
    set: (some) => {
      state = { ...state, ...some };
      if ("speed" in some && state.isPlaying) actions.play();
      remember();
      draw();
    },
    play: () => {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      state = { ...state, isPlaying: true, walk: undefined };
      ask({ kind: "play", speed: state.speed, pictures: calm ? CALM_PICTURES : PICTURES });
      draw();
    },
    pause: () => {
      if (!state.isPlaying) return;
      state = { ...state, isPlaying: false };
      ask({ kind: "pause" });
      draw();
    },
    step: (count) => {
      state = { ...state, isPlaying: false };
      ask({ kind: "step", count });
      draw();
    },
    reset: () => {
      state = { ...state, isPlaying: false };
      ask({ kind: "reset", settings: state.settings });
      draw();
    },
  };

  const transport = transportView(actions), network = networkView(actions);
  const surface = surfaceView(actions, () => points), curve = curveView();
  const check = checkView(actions), table = weightTable(), { data, how } = settingsView(actions);
  const walk = walkView(actions, () => points.train.length, () => {
    actions.pause();
    actions.set({ walk: 0 });
    lookAt("network");
  });
  const opener = button("New to this? Start the lesson: five minutes", () => goToLesson(0), {
    class: "first",
    "data-lesson": "start",
  });
  const lesson = lessonView(actions, goToLesson, opener);
  const views = [transport, surface, curve, check, table, data, how, lesson];
  const panels: Readonly<Record<PanelName, HTMLElement>> = {
    surface: surface.root,
    network: network.root,
    check: check.root,
    walk: walk.root,
    transport: transport.root,
  };
  root.append(
    element(
      "p",
      { class: "lead" },
      "A neural network learns by its mistakes: it answers, sees how wrong it was, and ",
      element("strong", {}, "backpropagation"),
      " tells every weight which way to move. Here you can watch it happen, number by number.",
    ),
    element("p", { class: "row" }, opener),
    element(
      "div",
      { class: "play" },
      element("div", { class: "stack" }, transport.root, data.root, how.root),
      element("div", { class: "stack" }, network.root, walk.root),
      element("div", { class: "stack" }, surface.root, curve.root, check.root),
    ),
    element("div", { class: "stack" }, glossaryView(), table.root),
    lesson.root,
  );

  worker.addEventListener("message", ({ data }: MessageEvent<Snapshot>) => {
    if (!isOf(data, state.settings)) return; // it answers what was asked before
    state = withSnapshot(state, data);
    draw();
  });
  worker.addEventListener("error", () => {
    root.prepend(
      element("p", { class: "failed note", role: "alert" }, "Training stopped. Reload the page"),
    );
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());

  let asked = false, wanted: PanelName | undefined;
  /** Draws before the next pictures, however often it is called; while it plays, in two halves. */
  function draw(): void {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      const drawn = state, shown = shownOf(drawn);
      network.update(drawn, shown);
      walk.update(drawn, shown);
      if (drawn.isPlaying) requestAnimationFrame(() => drawRest(drawn));
      else drawRest(drawn);
    });
  }

  /** Draws the other half, of the same state: numbers that stand beside each other belong together. */
  function drawRest(drawn: PlayState): void {
    asked = false;
    // First, as views move the focus to what these show.
    root.classList.toggle("in-lesson", drawn.lesson !== undefined);
    root.classList.toggle("in-walk", drawn.walk !== undefined);
    for (const view of views) view.update(drawn);
    const looked = drawn.lesson === undefined ? undefined : LESSON[drawn.lesson]!.panel;
    for (const [name, panel] of Object.entries(panels)) {
      panel.classList.toggle("looked-at", name === looked);
    }
    scroll(drawn);
    if (state !== drawn) draw();
  }

  /** What the walk shows: the pass of its point through the network as it is. */
  function shownOf({ walk, snapshot, point, selected }: PlayState): Shown | undefined {
    const followed = points.train[point] ?? points.train[0];
    if (walk === undefined || snapshot === undefined || followed === undefined) return undefined;
    const steps = walkSteps(snapshot.parameters.length), step = steps[walk] ?? steps.at(-1)!;
    const pass = passOfPoint(networkFrom(snapshot), followed, taskOf(snapshot.settings).loss);
    const units = step.layer === 0 ? 2 : pass.layers[step.layer - 1]!.a.length;
    const unit = selected?.layer === step.layer ? Math.min(selected.unit, units - 1) : 0;
    return { pass, step, unit };
  }

  /** Goes to a step of the lesson, or ends it; the first begins with its own small network. */
  function goToLesson(place: number | undefined): void {
    actions.pause(); // only the step that starts it has a button for that
    if (place === undefined) {
      state = withLesson(state, place);
      return actions.set({});
    }
    const { walk: step, panel } = LESSON[place]!;
    if (place === 0 || state.lesson === undefined) {
      state = { ...state, settings: LESSON_SETTINGS, selected: undefined, point: 0 };
      points = taskOf(state.settings).points;
      ask({ kind: "reset", settings: state.settings });
    }
    const steps = walkSteps(state.settings.layers.length + 1);
    const walk = step && placeOfStep(steps, step.kind, step.layer);
    state = withLesson(state, place);
    actions.set({ walk });
    // The walk is below the drawing, which shows its numbers.
    lookAt(panel === "walk" ? "network" : panel);
  }

  /** Scrolls to a panel once all is drawn: before the worker has answered, panels are smaller. */
  function lookAt(panel: PanelName): void {
    wanted = panel;
    draw();
  }

  function scroll({ snapshot, settings }: PlayState): void {
    if (wanted === undefined || snapshot === undefined || !isOf(snapshot, settings)) return;
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    panels[wanted].scrollIntoView({ block: "start", behavior: smooth ? "smooth" : "auto" });
    wanted = undefined;
  }

  function remember(): void {
    const params = writeSettings(address.get(), state.settings);
    const write = (name: string, place: number | undefined) => {
      if (place === undefined) params.delete(name);
      else params.set(name, String(place + 1));
    };
    write("lesson", state.lesson);
    write("walk", state.lesson === undefined ? state.walk : undefined);
    write("point", state.walk === undefined || state.point === 0 ? undefined : state.point);
    address.set(params);
    points = taskOf(state.settings).points;
  }

  return {
    show: () => {
      const params = address.get(), settings = readSettings(params), lesson = readLesson(params);
      const isSame = state.snapshot && JSON.stringify(settings) === JSON.stringify(state.settings);
      if (lesson !== undefined && lesson !== state.lesson) return goToLesson(lesson);
      if (lesson !== state.lesson) actions.pause();
      state = withLesson(state, lesson);
      if (!isSame) {
        state = { ...state, settings, history: [], isPlaying: false };
        points = taskOf(settings).points;
        ask({ kind: "reset", settings });
      }
      const place = (name: string) => {
        const text = params.get(name) ?? "";
        return /^[1-9]\d{0,2}$/.test(text) ? Number(text) - 1 : undefined;
      };
      const steps = walkSteps(settings.layers.length + 1);
      const walk = place("walk");
      if (walk !== undefined && walk !== state.walk) {
        actions.pause(); // its numbers are of one network
        lookAt("network");
      }
      state = {
        ...state,
        point: Math.min(place("point") ?? 0, Math.max(0, points.train.length - 1)),
        ...(lesson === undefined && {
          walk: walk === undefined ? undefined : Math.min(walk, steps.length - 1),
        }),
      };
      draw();
    },
    hide: () => actions.pause(),
  };
};

/** Whether a snapshot is of these settings, or of others that only steps after it follow. */
function isOf({ settings }: Snapshot, wanted: Settings): boolean {
  return JSON.stringify(settings) === JSON.stringify(wanted);
}
