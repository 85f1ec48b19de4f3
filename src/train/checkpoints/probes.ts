import { float64 } from "../../core/arithmetic/float64.ts";
import type { Optimizer, Rule } from "../../optim/optimizers/optimizer.ts";
import { fingerprint } from "./fingerprint.ts";

/** At how many steps a function without options is asked: all of them where training has no more. */
const STEPS_ASKED = 128;

/**
 * What something is made with, in words: `adam (learningRate 0.001, beta1 0.9, …)`.
 *
 * What carries `{ name, options }` is known by them, down to numbers. A function that carries no options
 * is known by what it gives at up to 128 steps spread over all of them, a rule likewise by what it makes
 * of some numbers: a change between those steps goes unseen. What has only a name is known by that.
 *
 * @param value An optimizer, a schedule, or a value of their options.
 * @param steps How many steps training has.
 */
export function inWords(value: unknown, steps: number): string {
  if (Array.isArray(value)) return `[${value.map((each) => inWords(each, steps)).join(", ")}]`;
  const isFunction = typeof value === "function";
  if (!isFunction && (typeof value !== "object" || value === null)) return String(value);
  const { name, options, rule } = value as Partial<Optimizer>;
  if (options !== undefined || (name === undefined && !isFunction)) {
    const members = Object.entries(options ?? value).map(([key, member]) => {
      return `${key} ${inWords(member, steps)}`;
    });
    return `${name === undefined ? "" : `${name} `}(${members.join(", ")})`;
  }
  if (isFunction) {
    const schedule = value as (step: number) => number; // its name changes where code is minified
    return `a function (${fingerprint(among(STEPS_ASKED, steps).map(schedule).map(Math.fround))})`;
  }
  if (rule === undefined) return String(name);
  const numbers = among(STEPS_ASKED, steps).flatMap((step) => numbersOf(rule, step));
  return `${name} (${fingerprint(numbers)})`;
}

/**
 * How checkpoints knew an optimizer before it carried its options: by what it gives at 16 steps, and by
 * the numbers that it shares at 16,384.
 *
 * @param optimizer The optimizer.
 * @param steps How many steps training has.
 */
export function inWordsBefore({ name, rule }: Optimizer, steps: number): string {
  if (rule === undefined) return name;
  const shared = Object.entries(rule.shared(1)).map(([name, number]) => `${name} ${number}`);
  const numbers = [
    ...among(16, steps).flatMap((step) => numbersOf(rule, step)),
    ...among(2 ** 14, steps).flatMap((step) => Object.values(rule.shared(step)).map(Math.fround)),
  ];
  return `${name} (${[...shared, fingerprint(numbers)].join(", ")})`;
}

/** Up to so many of all steps, evenly spread, the first and the last among them. */
function among(most: number, steps: number): number[] {
  const length = Math.min(most, steps), apart = (steps - 1) / Math.max(1, length - 1);
  return Array.from({ length }, (_, i) => 1 + Math.round(i * apart));
}

/** What a rule makes of a parameter of each kind, at numbers that no rule treats specially. */
function numbersOf(rule: Rule, step: number): number[] {
  const shared = rule.shared(step);
  const remembered = rule.memory.map((name, i) => [name, 0.375 + i / 8] as const);
  const moved = (["weights", "biases"] as const).flatMap((part) => {
    const { parameter, memory } = rule.move(float64, {
      ...{ parameter: 0.6875, derivative: -0.40625, shared, part },
      memory: Object.fromEntries(remembered),
    });
    return [parameter, ...rule.memory.map((name) => memory[name]!)];
  });
  const scales = rule.scale === undefined ? [] : [1e-3, 1, 1e3].map((norm) => {
    return rule.scale!(float64, norm);
  });
  // Powers may differ in their last bit between engines.
  return [...Object.values(shared), ...moved, ...scales].map(Math.fround);
}
