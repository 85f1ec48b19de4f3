import type { LANE_FUNCTIONS } from "../../lower/math/functions.ts";

/** Functions that a kernel calls, by name. */
export type Used = keyof typeof LANE_FUNCTIONS | "choose" | "xlogy" | "xdivy";

/** Statements of WGSL under construction, and the functions that they call. */
export class Lines {
  readonly used = new Set<Used>();
  readonly #lines: string[] = [];
  #named = 0;

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** Keeps a value; returns its name. */
  hold(text: string): string {
    const name = this.fresh();
    this.add(`let ${name} = ${text};`);
    return name;
  }

  /** A name that no other value has. */
  fresh(): string {
    return `t${this.#named++}`;
  }

  get text(): string {
    return this.#lines.join("\n");
  }
}
