import { type Mark, withMark } from "./history.ts";
import { type CheckedSnapshot, goesOn, isChecked, type Snapshot } from "../training/snapshot.ts";
import type { UnitPlace, WeightPlace } from "../drawing/places.ts";
import { LESSON } from "../lesson/lesson.ts";
import type { Settings } from "../state/settings.ts";

/** All that the tab shows. */
export interface PlayState {
  readonly settings: Settings;
  /** Nothing until the worker has answered. */
  readonly snapshot: Snapshot | undefined;
  /** The last snapshot whose gradients were compared; nothing if those of the network cannot be. */
  readonly checked: CheckedSnapshot | undefined;
  readonly history: readonly Mark[];
  readonly isPlaying: boolean;
  /** Steps in a second. */
  readonly speed: number;
  /** The unit whose surface is shown large; the last output by default. */
  readonly selected: UnitPlace | undefined;
  readonly weight: WeightPlace | undefined;
  /** The point that the walk follows, by its number among those to train on. */
  readonly point: number;
  /** The step of the walk; nothing while it is not open. */
  readonly walk: number | undefined;
  /** The step of the lesson, from 0; nothing outside it. */
  readonly lesson: number | undefined;
}

/** The tab before its worker has answered. */
export function freshState(settings: Settings): PlayState {
  return {
    settings,
    snapshot: undefined,
    checked: undefined,
    history: [],
    isPlaying: false,
    speed: 30,
    selected: undefined,
    weight: undefined,
    point: 0,
    walk: undefined,
    lesson: undefined,
  };
}

/** What snapshots decide. */
type Received = "snapshot" | "checked" | "history";

/** The state once a snapshot has come. */
export function withSnapshot(state: PlayState, snapshot: Snapshot): PlayState {
  return {
    ...state,
    snapshot,
    checked: isChecked(snapshot) ? snapshot : goesOn(snapshot) ? state.checked : undefined,
    isPlaying: state.isPlaying && goesOn(snapshot),
    history: withMark(state.history, snapshot),
  };
}

/** The state at a step of the lesson, or outside it: no unit that was chosen before hides the answer. */
export function withLesson(state: PlayState, lesson: number | undefined): PlayState {
  if (lesson === state.lesson) return state;
  const isAboutAnswer = lesson === undefined || LESSON[lesson]!.panel === "surface";
  return { ...state, lesson, ...(isAboutAnswer && { selected: undefined }) };
}

/** What one can do. */
export interface Actions {
  /** Changes settings; a function gets those that are, which may be newer than what is drawn. */
  readonly change: (settings: Partial<Settings> | ((now: Settings) => Partial<Settings>)) => void;
  readonly set: (state: Partial<Omit<PlayState, "settings" | "lesson" | Received>>) => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly step: (count: number) => void;
  readonly reset: () => void;
}
