import { Refusal } from "./refusal.ts";

/** The time that a request may take. */
export interface TimeLimit {
  /** Whether it is over. */
  readonly passed: boolean;
  /** Called when it is over; whoever waits sets it. */
  onPass: (() => void) | undefined;
  /** The refusal of a request that took longer: what must happen within the time. */
  readonly refusal: (status: number, must: string) => Refusal;
  /** Ends it, which must be done. */
  readonly end: () => void;
}

/** Starts the time of a request, in milliseconds. */
export function timeLimit(most: number): TimeLimit {
  const timer = setTimeout(() => {
    limit.passed = true;
    limit.onPass?.();
  }, most);
  const limit = {
    passed: false,
    onPass: undefined as (() => void) | undefined,
    refusal: (status: number, must: string) => {
      return new Refusal(status, `${must} within ${most / 1000} s`, { connection: "close" });
    },
    end: () => clearTimeout(timer),
  };
  return limit;
}
