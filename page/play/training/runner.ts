import { DEFAULTS, type Settings } from "../state/settings.ts";
import { goesOn, type Snapshot, snapshotOf } from "./snapshot.ts";
import { begin, stepped, type Training, withSettings } from "./training.ts";

/** What a page asks of the runner; requests are answered by a snapshot, several at once by one, playing by many. */
export type Request =
  /** Begins anew with these settings. */
  | { readonly kind: "reset"; readonly settings: Settings }
  /** Goes on with these settings, or begins anew where the network or the points are others. */
  | { readonly kind: "change"; readonly settings: Settings }
  /** Takes so many steps in a second, if there is time, and shows so many pictures of them. */
  | { readonly kind: "play"; readonly speed: number; readonly pictures: number }
  | { readonly kind: "pause" }
  /** Takes some steps and pauses. */
  | { readonly kind: "step"; readonly count: number };

/** What the runner needs of the place it runs in. */
export interface Place {
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls back as soon as waiting messages are read. */
  readonly later: (callback: () => void, milliseconds: number) => void;
  readonly send: (snapshot: Snapshot) => void;
}

/** Cells in a row of the surfaces. */
const SIZE = 32;
/** While it plays, gradients are compared this often, a few entries of each matrix. */
const BETWEEN_CHECKS = 1000, SAMPLES = 4;
/** Steps are taken for so many milliseconds, then messages are read. */
const SLICE = 20;

/** Returns a function that takes requests, for a worker: it keeps a training between them. */
export function runner({ now, later, send }: Place): (request: Request) => void {
  let training: Training = begin(DEFAULTS);
  let speed = 0, between = Infinity, run = 0, sent = -Infinity, checked = -Infinity, took = 0;
  let owed: number | undefined;

  const show = (samples: number): void => {
    const begun = now(), snapshot = snapshotOf(training, SIZE, samples);
    sent = now();
    took = sent - begun;
    if (samples > 0) checked = sent;
    send(snapshot);
    if (!goesOn(snapshot)) halt();
  };

  const halt = (): void => {
    speed = 0;
    run++;
  };

  /**
   * Shows once the requests that wait are read: fifty clicks in a row need one picture, and the last of
   * them must not wait for fifty.
   */
  const answer = (samples: number): void => {
    const isAsked = owed !== undefined;
    owed = Math.max(owed ?? 0, samples);
    if (isAsked) return;
    later(() => {
      const samples = owed!;
      owed = undefined;
      show(samples);
    }, 0);
  };

  /** Takes the steps that are due since `from`, sends a snapshot if it is time, and goes on. */
  const play = (mine: number, from: number, taken: number): void => {
    if (mine !== run) return; // paused, or started anew
    const begun = now(), due = (begun - from) / 1000 * speed;
    let steps = taken;
    while (steps < due && now() - begun < SLICE) {
      training = stepped(training);
      steps++;
    }
    if (steps > taken && now() - sent >= Math.max(between, 2 * took)) {
      show(now() - checked >= BETWEEN_CHECKS ? SAMPLES : 0);
      if (mine !== run) return;
    }
    // What could not be taken in time is not made up for.
    if (steps < due) later(() => play(mine, now(), 0), 0);
    else later(() => play(mine, from, steps), Math.min(between, 1000 / speed));
  };

  return (request) => {
    if (request.kind === "play") {
      speed = request.speed;
      between = 1000 / request.pictures;
      play(++run, now(), -1);
      return;
    }
    const isPlaying = speed > 0;
    switch (request.kind) {
      case "reset":
        training = begin(request.settings);
        break;
      case "change":
        training = withSettings(training, request.settings);
        answer(isPlaying ? SAMPLES : Infinity);
        return;
      case "step":
        for (let i = 0; i < request.count; i++) training = stepped(training);
    }
    halt();
    answer(Infinity);
  };
}
