import { float64 } from "../../core/arithmetic/float64.ts";
import type { Optimizer, Rule } from "../../optim/optimizers/optimizer.ts";
import type { Schedule } from "../../optim/schedules/schedule.ts";
import { fingerprint } from "./fingerprint.ts";

/** At how many steps a rule without options is tried, and at how many its numbers or a schedule. */
const RULE_STEPS = 16, NUMBER_STEPS = 256;

/** The same in files of version 1, where no optimizer had options. */
const NUMBER_STEPS_OF_VERSION_ONE = 2 ** 14;

/**
 * An optimizer in words that differ where it does: its name and its options.
 *
 * Without options, its rule is known by a fingerprint of what it does at steps from the first to the
 * last, evenly spread: every step of a short training, but a difference between them is not seen.
 *
 * @param optimizer The optimizer.
 * @param steps How many steps training has.
 */
export function describeOptimizer(optimizer: Optimizer, steps: number): string {
  const { name, options } = optimizer;
  return options === undefined
    ? probed(optimizer, steps, NUMBER_STEPS)
    : record(name, options, steps);
}

/**
 * An optimizer in the words of a checkpoint of version 1.
 *
 * @param optimizer The optimizer.
 * @param steps How many steps training has.
 */
export function describeOptimizerOfVersionOne(optimizer: Optimizer, steps: number): string {
  return probed(optimizer, steps, NUMBER_STEPS_OF_VERSION_ONE);
}

function record(name: string, options: object, steps: number): string {
  return `${name} (${membersOf(options, steps)})`;
}

function membersOf(options: object, steps: number): string {
  return Object.entries(options).filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${text(value, steps)}`).join(", ");
}

/** An option in words. */
function text(value: unknown, steps: number): string {
  if (typeof value === "function") return describeSchedule(value as Schedule, steps);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => text(each, steps)).join(", ")}]`;
  return "update" in value
    ? describeOptimizer(value as Optimizer, steps)
    : `{ ${membersOf(value, steps)} }`;
}

function describeSchedule(schedule: Schedule, steps: number): string {
  const { name, options } = schedule;
  if (options === undefined) {
    const sizes = among(NUMBER_STEPS, steps).map((step) => Math.fround(schedule(step)));
    return `a function (${schedule(1)} at first, ${fingerprint(sizes)})`;
  }
  // A number and the schedule that it stands for are the same learning rate.
  return name === "constantRate" ? text(options.rate, steps) : record(name, options, steps);
}

function probed({ name, rule }: Optimizer, steps: number, numberSteps: number): string {
  if (rule === undefined) return name;
  const shared = Object.entries(rule.shared(1)).map(([name, number]) => `${name} ${number}`);
  const numbers = [
    ...among(RULE_STEPS, steps).flatMap((step) => numbersOf(rule, step)),
    ...among(numberSteps, steps).flatMap((step) =>
      Object.values(rule.shared(step)).map(Math.fround)
    ),
  ];
  return `${name} (${[...shared, fingerprint(numbers)].join(", ")})`;
}

/** All steps, or so many of them, evenly spread from the first to the last. */
function among(most: number, steps: number): number[] {
  const length = Math.min(most, steps), apart = (steps - 1) / Math.max(1, length - 1);
  return Array.from({ length }, (_, i) => 1 + Math.round(i * apart));
}

/** What is shrunk, and what is not. */
const PARTS = [{ part: "weights", shrinks: true }, { part: "biases", shrinks: false }];

/** What a rule makes of a parameter of each kind, at numbers that no rule treats specially. */
function numbersOf(rule: Rule, step: number): number[] {
  const shared = rule.shared(step);
  const remembered = rule.slots.map((name, i) => [name, 0.375 + i / 8] as const);
  const moved = PARTS.flatMap(({ part, shrinks }) => {
    const { parameter, slots } = rule.move(float64, {
      ...{ parameter: 0.6875, derivative: -0.40625, shared, part, shrinks },
      slots: Object.fromEntries(remembered),
    });
    return [parameter, ...rule.slots.map((name) => slots[name]!)];
  });
  const scales = rule.scale === undefined ? [] : [1e-3, 1, 1e3].map((norm) => {
    return rule.scale!(float64, norm);
  });
  // Powers may differ in their last bit between engines.
  return [...Object.values(shared), ...moved, ...scales].map(Math.fround);
}
