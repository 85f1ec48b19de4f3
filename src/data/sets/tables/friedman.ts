import { deriveKey, normal, randomKey, uniform } from "../../../core/random/random.ts";
import type { Table } from "./table.ts";

const ROWS = 500, COLUMNS = 10;

/**
 * J. H. Friedman's first function, "Multivariate adaptive regression splines", 1991, (61): five
 * inputs matter, five do not, all uniform in [0, 1]; the noise has the deviation 1. Drawn here, so
 * it needs neither a file nor a licence:
 *
 * y = 10 sin(π x₁ x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅ + ε.
 */
export const FRIEDMAN: Table = {
  target: "y",
  text: () => {
    const key = randomKey(0), noise = normal(deriveKey(key, 2), ROWS);
    const inputs = uniform(deriveKey(key, 1), ROWS * COLUMNS);
    const lines = Array.from({ length: ROWS }, (_, i) => {
      const x = inputs.subarray(i * COLUMNS, (i + 1) * COLUMNS);
      const [a, b, c, d, e] = x as unknown as [number, number, number, number, number];
      const y = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e +
        noise[i]!;
      // Few digits, which do not depend on how a platform rounds its sine.
      return [...x, y].map((number) => number.toFixed(6)).join();
    });
    return [[...Array.from({ length: COLUMNS }, (_, j) => `x${j + 1}`), "y"].join(), ...lines]
      .join("\n");
  },
};
