/** Refuses what is no positive number. */
export function checkPositive(value: number, name: string): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name} must be a positive number, but found ${value}`);
  }
}

/** Refuses what is no number of at least 0. */
export function checkNotNegative(value: number, name: string): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${name} must be a number of at least 0, but found ${value}`);
  }
}
