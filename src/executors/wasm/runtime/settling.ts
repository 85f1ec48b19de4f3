import { median } from "../../../core/support/median.ts";

/** Who takes the next steps, and how many at most. */
export interface Turn {
  readonly workers: number;
  readonly steps: number;
}

/** Measures how long steps take with different numbers of workers, and settles on the fastest. */
export interface Settling {
  readonly next: () => Turn;
  /** To be told after each turn: the steps that were taken, and how long that took. */
  readonly took: (turn: Turn, milliseconds: number) => void;
}

/** What may be tried. */
export interface SettlingPlan {
  /** The most workers. */
  readonly most: number;
  /** How many steps are to be taken, where that is known. */
  readonly steps?: number | undefined;
  /**
   * Whether so many workers can begin at once; if not, they are being started. `undefined` where they
   * cannot be started at all.
   */
  readonly areReady: (workers: number) => boolean | undefined;
}

/** The longest turn, in milliseconds: what has become slow is noticed after a few of them. */
const LONGEST = 50;

/**
 * The turns of a trial, in milliseconds: short ones at first, while workers compile what they run and may
 * still be on one core, then ones long enough for messages to cost next to nothing.
 */
const COLD_TURN = 2, WARM_TURN = 16;

/** How long a trial runs before it counts, in milliseconds, and in turns at least. */
const COLD = 16, COLD_TURNS = 3;

/** The turns of a trial that count, and the most while they still become faster. */
const COUNTED = 3, MOST_COUNTED = 9;

/** How many turns tell how long a step takes now, and how many milliseconds must have passed. */
const RECENT = 3, KNOWN = 80;

/** More workers must be faster by so much; a trial ends at a turn that is slower by so much. */
const FASTER = 0.97, MUCH_SLOWER = 3;

/** Steps that have become slower by so much are reason to try fewer workers at once. */
const ALARM = 1.1;

/** The share of all time that trials may cost. */
const BUDGET = 0.03;

/** What it costs to start a worker where the other cores are busy, in milliseconds. */
const STARTING = 30;

/** How long nothing is tried after a trial without success, doubled each time, in milliseconds. */
const FIRST_REST = 1_000, LONGEST_REST = 32_000;

/** A number of workers on trial. */
interface Trial {
  readonly workers: number;
  /** How long it has run, in how many turns, and how much longer than the same steps would have. */
  ran: number;
  turns: number;
  cost: number;
  /** Milliseconds a step, of the turns that count. */
  readonly counted: number[];
}

/**
 * Begins with one worker, and tries twice as many or half as many in turn.
 *
 * A trial is real steps, so all that it can cost is their being slower, which is kept within a share of
 * the time of all steps: short trainings try nothing. After a trial that changed nothing the next one is
 * put off; but where steps become slower than they were, a core may be busy with something else, and
 * fewer workers are tried at once.
 */
export function settling({ most, steps = 0, areReady }: SettlingPlan): Settling {
  let current = 1, highest = most, isUp = true;
  /** Milliseconds a step of the current number, in the last turns. */
  let recent: number[] = [], measured = 0;
  /** What a step took when the current number was settled on. */
  let settled: number | undefined;
  let trial: Trial | undefined;
  let elapsed = 0, spent = 0, dearest = 0, rest = FIRST_REST, restsUntil = 0;
  const started = new Set([1]);

  /** Whether a trial fits the budget, even if it is as dear as the dearest was. */
  function isAffordable(workers: number, rate: number): boolean {
    const slower = Math.max(dearest, (COLD + COUNTED * Math.max(WARM_TURN, rate)) / 2);
    const starting = started.has(workers) ? 0 : STARTING * workers;
    return spent + slower + starting <= BUDGET * Math.max(elapsed, steps * rate);
  }

  /** The number of workers to try now, if any. */
  function candidate(rate: number): number | undefined {
    if (settled !== undefined && rate > ALARM * settled) {
      settled = rate; // not again for the same slowness
      rest = FIRST_REST; // what was found no longer holds
      if (current > 1) return fewer(current);
    }
    settled ??= rate;
    if (elapsed < restsUntil) return undefined;
    const next = [more(current, highest), fewer(current)];
    const workers = (isUp ? next[0] : next[1]) ?? next[0] ?? next[1];
    return workers !== undefined && isAffordable(workers, rate) ? workers : undefined;
  }

  function begin(workers: number): void {
    const ready = areReady(workers);
    if (ready === undefined) highest = current;
    if (!ready) return;
    if (!started.has(workers)) spent += STARTING * workers;
    started.add(workers);
    trial = { workers, ran: 0, turns: 0, cost: 0, counted: [] };
  }

  function end({ workers, cost }: Trial, isBetter: boolean): void {
    trial = undefined;
    spent += Math.max(0, cost);
    dearest = Math.max(dearest, cost);
    recent = [];
    measured = 0;
    settled = undefined;
    if (isBetter) {
      // What was good enough for a change is likely to be so for the next number.
      isUp = workers > current;
      current = workers;
      rest = FIRST_REST;
      restsUntil = elapsed + (isUp && more(current, highest) !== undefined ? 0 : rest);
    } else {
      isUp = workers < current;
      restsUntil = elapsed + rest;
      rest = Math.min(2 * rest, LONGEST_REST);
    }
  }

  function weigh(on: Trial, each: number, milliseconds: number, rate: number): void {
    const isFirst = on.turns === 0, wasCold = isCold(on);
    on.ran += milliseconds;
    on.turns++;
    on.cost += milliseconds * (1 - rate / each);
    if (!isFirst && each > MUCH_SLOWER * rate) return end(on, false);
    if (wasCold) return;
    const { workers, counted } = on;
    counted.push(each);
    if (counted.length < COUNTED) return;
    const last = counted.slice(-COUNTED), found = median(last);
    if (found < (workers > current ? FASTER : 1) * rate) return end(on, true);
    const isWarming = last.at(-1)! < FASTER * last[0]! && counted.length < MOST_COUNTED;
    if (!isWarming) end(on, false);
  }

  return {
    next: () => {
      const rate = median(recent);
      if (recent.length === 0) return { workers: current, steps: 1 };
      const isKnown = measured >= KNOWN;
      if (!trial && isKnown) {
        const workers = candidate(rate);
        if (workers !== undefined) begin(workers);
      }
      const warm = trial || !isKnown ? WARM_TURN : LONGEST;
      const milliseconds = trial && isCold(trial) ? COLD_TURN : warm;
      return {
        workers: trial?.workers ?? current,
        steps: Math.max(1, Math.round(milliseconds / rate)),
      };
    },
    took: (turn, milliseconds) => {
      elapsed += milliseconds;
      const each = milliseconds / turn.steps;
      if (trial) return weigh(trial, each, milliseconds, median(recent));
      recent = [...recent, each].slice(-RECENT);
      measured += milliseconds;
    },
  };
}

function isCold({ workers, ran, turns }: Trial): boolean {
  return workers > 1 && (ran < COLD || turns < COLD_TURNS);
}

function more(workers: number, most: number): number | undefined {
  return workers < most ? Math.min(2 * workers, most) : undefined;
}

function fewer(workers: number): number | undefined {
  return workers > 1 ? Math.ceil(workers / 2) : undefined;
}
