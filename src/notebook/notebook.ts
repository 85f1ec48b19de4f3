import type { Display } from "./display.ts";
import { DISPLAY_SYMBOL, displayFor, shownBy, textBy } from "./displays.ts";

/** What `console.log` and `Deno.inspect` ask a value for. */
const INSPECT = /* @__PURE__ */ Symbol.for("Deno.customInspect");

/**
 * Teaches a notebook of `deno jupyter` to show networks, trainings, evaluations, data sets, images,
 * formulas and verdicts, as the value of a cell and by `console.log`.
 *
 * Records are plain objects, and stay so: nothing is added to them, and copies, whether spread, cloned
 * or read from a file, are shown, too. What all objects inherit from gets two members that nothing
 * lists, and that only records of this library answer. It is called once, in the first cell; it also
 * shortens what a REPL prints.
 *
 * @throws {TypeError} If what all objects inherit from is frozen.
 *
 * @example
 * ```ts
 * import { dense, network, notebook, tanh } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * notebook();
 * const shown = Deno.inspect(network({ inputs: 784, layers: [dense(10, tanh)] }));
 * assert(shown.startsWith("784-10 tanh") && shown.length < 400);
 * ```
 * @category Notebooks
 */
export function notebook(): void {
  // A record cannot have methods of its own, as it is compared, spread and sent to workers.
  answer(DISPLAY_SYMBOL, (display, value) => () => shownBy(display, value));
  answer(INSPECT, (display, value) => (_: unknown, { currentDepth = 0 }: InspectContext = {}) => {
    return textBy(display, value, currentDepth > 0);
  });
}

interface InspectContext {
  /** How many values this one is inside of. */
  readonly currentDepth?: number;
}

/** Lets records answer to a symbol; for all other objects it is as if they did not have it. */
function answer(symbol: symbol, make: (display: Display, value: object) => unknown): void {
  const isDefined = Reflect.defineProperty(Object.prototype, symbol, {
    configurable: true,
    get(this: object) {
      const display = displayFor(this);
      return display && make(display, this);
    },
    // What is assigned becomes a member of the object itself, as if nothing were inherited.
    set(this: object, value: unknown) {
      Object.defineProperty(this, symbol, {
        ...{ value, configurable: true, enumerable: true, writable: true },
      });
    },
  });
  if (isDefined) return;
  throw new TypeError(
    "notebook() gives all objects a display, but found Object.prototype frozen: " +
      "show single values by displayOf(value)",
  );
}
