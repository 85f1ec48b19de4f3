/** Points of a line, of which there may be many more than a picture has pixels. */
export interface Thinned {
  /** Adds a point; x must not fall. */
  readonly add: (x: number, y: number) => void;
  /** At most so many points, each the mean of as many neighbours, and of those that are left at the end. */
  readonly points: () => (readonly [x: number, y: number])[];
}

/**
 * Gathers points of a line in constant memory: as soon as there are too many, neighbours are merged.
 *
 * @param most An even number of points.
 */
export function thinned(most = 200): Thinned {
  let means: [x: number, y: number][] = [], each = 1;
  let rest: [x: number, y: number] = [0, 0], count = 0;
  return {
    add: (x, y) => {
      rest = [rest[0] + x, rest[1] + y];
      if (++count < each) return;
      means.push([rest[0] / each, rest[1] / each]);
      rest = [0, 0];
      count = 0;
      if (means.length < most) return;
      means = Array.from({ length: most / 2 }, (_, k) => {
        const a = means[2 * k]!, b = means[2 * k + 1]!;
        return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      });
      each *= 2;
    },
    points: () => count === 0 ? [...means] : [...means, [rest[0] / count, rest[1] / count]],
  };
}
