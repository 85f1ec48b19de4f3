import { float64 } from "../../core/arithmetic/float64.ts";
import { followsItsRule, type Optimizer, type Rule } from "../../optim/optimizers/optimizer.ts";
import type { Schedule } from "../../optim/schedules/schedule.ts";
import { fingerprint } from "./fingerprint.ts";

/** The number of steps at which a rule without options is probed, and its numbers or a schedule. */
const RULE_STEPS = 16, NUMBER_STEPS = 256;

/** The same in files of version 1, where no optimizer had options. */
const NUMBER_STEPS_OF_VERSION_ONE = 2 ** 14;

/**
 * Describes an optimizer by its name and options.
 *
 * Without options, its rule is identified by a fingerprint of what it does at evenly spaced steps: all
 * steps of a short training, but differences between the steps of a long one are missed.
 *
 * @param steps The number of steps of training.
 */
export function describeOptimizer(optimizer: Optimizer, steps: number): string {
  const { name, options, rule } = optimizer;
  const described = options === undefined
    ? probed(optimizer, steps, NUMBER_STEPS)
    : record(name, options, steps);
  return rule === undefined || followsItsRule(optimizer)
    ? described
    : `${described}, with another update`;
}

/** Describes an optimizer as checkpoints of version 1 did. */
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
  // A number and its constant schedule are the same learning rate.
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

/** All steps, or at most `most` evenly spaced ones from the first to the last. */
function among(most: number, steps: number): number[] {
  const length = Math.min(most, steps), apart = (steps - 1) / Math.max(1, length - 1);
  return Array.from({ length }, (_, i) => 1 + Math.round(i * apart));
}

const PARTS = [{ part: "weights", shrinks: true }, { part: "biases", shrinks: false }];

/** The update of a weight and a bias by a rule, at numbers that no rule treats specially. */
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
