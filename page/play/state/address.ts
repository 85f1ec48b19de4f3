import { readPoints, writePoints } from "../data/own_points.ts";
import { SET_NAMES } from "../data/sets.ts";
import { ACTIVATION_CHOICES, LOSS_CHOICES, OPTIMIZER_CHOICES, PENALTY_CHOICES } from "./choices.ts";
import { DEFAULTS, LIMITS, type Settings } from "./settings.ts";

/** Reads and writes one setting; `read` gives `undefined` for what is malformed. */
interface Field<T> {
  readonly read: (text: string) => T | undefined;
  readonly write: (value: T) => string;
}

/** The settings by the names that they have in an address. */
const FIELDS: { readonly [Name in keyof Settings]: Field<Settings[Name]> } = {
  set: oneOf(SET_NAMES),
  noise: number((x) => Number.isInteger(x) && x >= 0 && x <= LIMITS.noise),
  seed: number((x) => Number.isInteger(x) && x >= 0 && x <= LIMITS.seed),
  batch: number((x) => Number.isInteger(x) && x >= 1 && x <= LIMITS.batch),
  layers: { read: readLayers, write: (layers) => layers.join("-") || "none" },
  activation: oneOf(namesOf(ACTIVATION_CHOICES)),
  loss: oneOf(namesOf(LOSS_CHOICES)),
  optimizer: oneOf(namesOf(OPTIMIZER_CHOICES)),
  rate: number((x) => x > 0 && x <= LIMITS.rate),
  penalty: oneOf(namesOf(PENALTY_CHOICES)),
  strength: number((x) => x > 0 && x <= LIMITS.strength),
  points: { read: readPoints, write: writePoints },
};

/** The settings of an address; what is missing or malformed is as in `DEFAULTS`. */
export function readSettings(params: URLSearchParams): Settings {
  const found = Object.entries(FIELDS).flatMap(([name, { read }]) => {
    const text = params.get(name);
    const value = text === null ? undefined : read(text);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...DEFAULTS, ...Object.fromEntries(found) };
}

/** An address with these settings; other keys stay as they are, defaults are left out. */
export function writeSettings(params: URLSearchParams, settings: Settings): URLSearchParams {
  const written = new URLSearchParams(params);
  for (const [name, field] of Object.entries(FIELDS)) {
    const write = field.write as (value: unknown) => string, key = name as keyof Settings;
    const text = write(settings[key]);
    if (text === write(DEFAULTS[key])) written.delete(name);
    else written.set(name, text);
  }
  return written;
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}

function oneOf<Name extends string>(names: readonly Name[]): Field<Name> {
  return { read: (text) => names.find((name) => name === text), write: (name) => name };
}

function number(isValid: (x: number) => boolean): Field<number> {
  return {
    read: (text) => {
      const x = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : NaN;
      return isValid(x) ? x : undefined;
    },
    write: String,
  };
}

/** `8-8`, or `none` for no hidden layer. */
function readLayers(text: string): number[] | undefined {
  if (text === "none") return [];
  if (!/^[1-9](-[1-9])*$/.test(text)) return undefined;
  const layers = text.split("-").map(Number);
  const fits = layers.length <= LIMITS.layers && layers.every((units) => units <= LIMITS.units);
  return fits ? layers : undefined;
}
