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
  readonly steps?: number;
  /**
   * Whether so many workers can begin at once; if not, they are being started. `undefined` where they
   * cannot be started at all.
   */
  readonly areReady: (workers: number) => boolean | undefined;
}

/** The longest turn, and that of a trial, in milliseconds. */
const LONGEST = 100, PIECE = 4;

/** How long a trial runs before it counts, as workers compile while they run, in milliseconds. */
const COLD = 12;

/** The turns of a trial that count, and the most while they still become faster. */
const COUNTED = 5, MOST_COUNTED = 20;

/** More workers must be faster by so much; a trial ends early where they are slower by so much. */
const FASTER = 0.97, MUCH_SLOWER = 1.5;

/** Steps that have become slower by so much are reason to try fewer workers at once. */
const ALARM = 1.1;

/** The share of all time that trials may cost. */
const BUDGET = 0.03;

/** What it costs to start a worker where the other cores are busy, in milliseconds. */
const STARTING = 30;

/** How long nothing is tried after a trial without success, doubled each time, in milliseconds. */
const FIRST_REST = 1_000, LONGEST_REST = 32_000;

/**
 * Begins with one worker, and tries twice as many or half as many in turn.
 *
 * A trial is real steps, so all that it can cost is their being slower, which is kept within a share of
 * the time of all steps: short trainings try nothing. After a trial that changed nothing the next one is
 * put off; but where steps become slower than they were, a core may be busy with something else, and
 * fewer workers are tried at once.
 */
export function settling({ most, steps, areReady }: SettlingPlan): Settling {
  /** Milliseconds a step, the last few of each number of workers. */
  const recent = new Map<number, number[]>();
  let current = 1, highest = most, isUp = false;
  let elapsed = 0, spent = 0, rest = FIRST_REST, restsUntil = 0;
  /** The time of a step when the current number was settled on. */
  let settled: number | undefined;
  let trial: { readonly workers: number; ran: number; readonly counted: number[] } | undefined;

  const rateOf = (workers: number) => median(recent.get(workers) ?? []);
  const remember = (workers: number, rate: number) => {
    recent.set(workers, [...recent.get(workers) ?? [], rate].slice(-3));
  };

  /** What is to be tried now, if anything. */
  function candidate(rate: number): number | undefined {
    if (settled !== undefined && recent.get(current)!.length === 3 && rate > ALARM * settled) {
      settled = rate; // not again for the same slowness
      if (current > 1) return fewer(current);
      rest = FIRST_REST; // other things have ended or begun: what was found no longer holds
    }
    if (elapsed < restsUntil) return undefined;
    const options = [more(current, highest), fewer(current)];
    const workers = options[isUp ? 0 : 1] ?? options[isUp ? 1 : 0];
    if (workers === undefined) return undefined;
    const cost = (COLD + COUNTED * Math.max(PIECE, rate)) / 2;
    const starting = recent.has(workers) ? 0 : STARTING * workers;
    const allowed = BUDGET * Math.max(elapsed, (steps ?? 0) * rate);
    return spent + cost + starting <= allowed ? workers : undefined;
  }

  function begin(workers: number): void {
    const ready = areReady(workers);
    if (ready === undefined) highest = current;
    if (!ready) return;
    if (!recent.has(workers)) spent += STARTING * workers;
    isUp = workers < current;
    trial = { workers, ran: 0, counted: [] };
  }

  function end(isBetter: boolean): void {
    const { workers, counted } = trial!;
    trial = undefined;
    recent.set(workers, counted.slice(-3));
    if (isBetter) {
      isUp = workers > current;
      current = workers;
      rest = FIRST_REST;
      // What was good enough to change is likely to be so for the next number.
      restsUntil = elapsed + (more(current, highest) !== undefined && isUp ? 0 : rest);
    } else {
      restsUntil = elapsed + rest;
      rest = Math.min(2 * rest, LONGEST_REST);
    }
    settled = rateOf(current);
  }

  function weigh(took: number, milliseconds: number): void {
    const { workers, counted } = trial!, rate = rateOf(current);
    spent += Math.max(0, milliseconds - milliseconds * rate / took);
    trial!.ran += milliseconds;
    if (trial!.ran - milliseconds < COLD && workers > 1) return;
    counted.push(took);
    if (counted.length >= 2 && counted.slice(-2).every((each) => each > MUCH_SLOWER * rate)) {
      return end(false);
    }
    if (counted.length < COUNTED) return;
    const found = median(counted.slice(-COUNTED));
    if (found < (workers > current ? FASTER : 1) * rate) return end(true);
    const [first, last] = [counted.slice(-4, -2), counted.slice(-2)].map(median) as [
      number,
      number,
    ];
    if (workers < current || counted.length >= MOST_COUNTED || last > FASTER * first) end(false);
  }

  return {
    next: () => {
      const rate = rateOf(current);
      if (Number.isNaN(rate)) return { workers: current, steps: 1 };
      if (trial === undefined) {
        const workers = candidate(rate);
        if (workers !== undefined) begin(workers);
      }
      const [workers, milliseconds] = trial ? [trial.workers, PIECE] : [current, LONGEST];
      return { workers, steps: Math.max(1, Math.round(milliseconds / rate)) };
    },
    took: (turn, milliseconds) => {
      elapsed += milliseconds;
      const took = milliseconds / turn.steps;
      if (trial) return weigh(took, milliseconds);
      remember(turn.workers, took);
      settled ??= rateOf(current);
    },
  };
}

function more(workers: number, most: number): number | undefined {
  return workers < most ? Math.min(2 * workers, most) : undefined;
}

function fewer(workers: number): number | undefined {
  return workers > 1 ? Math.ceil(workers / 2) : undefined;
}
