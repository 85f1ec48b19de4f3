import { describe } from "../core/support/describe.ts";
import type { Activation } from "../nn/activations/activation.ts";
import { activationNamed, ACTIVATIONS } from "../nn/activations/activations.ts";

/** Options of whatever reads a file: what it may name beside what is built in. */
export interface DecodeOptions {
  /** Custom activations that the file may name; they come before the built-in ones. */
  readonly activations?: readonly Activation[];
}

/** What a file names in place of functions, by its kind. */
interface Components {
  readonly activation: Activation;
}

/** A kind of component. */
interface ComponentKind<Component> {
  /** The built-in one of a name, which may have a parameter in it. */
  readonly named: (name: string) => Component | undefined;
  /** The names that an error lists. */
  readonly names: () => readonly string[];
  /** Those that the caller gave. */
  readonly custom: (options: DecodeOptions) => readonly Component[] | undefined;
}

/** Every kind of component that files name: another kind is an entry here. */
const KINDS: { readonly [Kind in keyof Components]: ComponentKind<Components[Kind]> } = {
  activation: {
    named: activationNamed,
    names: () => Object.keys(ACTIVATIONS),
    custom: ({ activations }) => activations,
  },
};

/**
 * The component that a file names: a custom one if there is one of that name, else a built-in one.
 *
 * @param kind What it is.
 * @param name What stands in the file. It is not trusted.
 * @param where Where it stands, for the message.
 * @param options The custom ones.
 * @throws {RangeError} If nothing has that name; the message lists all names.
 */
export function componentNamed<Kind extends keyof Components>(
  kind: Kind,
  name: unknown,
  where: string,
  options: DecodeOptions,
): Components[Kind] {
  const { named, names, custom } = KINDS[kind];
  const own = custom(options) ?? [];
  const found = typeof name === "string"
    ? own.findLast((component) => component.name === name) ?? named(name)
    : undefined;
  if (found !== undefined) return found;
  throw new RangeError(
    `${where} must be one of ${[...names(), ...own.map(({ name }) => name)].join(", ")}, ` +
      `but found ${describe(name)}`,
  );
}

/**
 * The name that stands for a component in a file.
 *
 * @param kind What it is.
 * @param component The component.
 * @throws {TypeError} If it is a custom one with the name of a built-in one, which would be read back.
 */
export function nameOfComponent<Kind extends keyof Components>(
  kind: Kind,
  component: Components[Kind],
): string {
  const known = KINDS[kind].named(component.name);
  if (known === undefined || known === component) return component.name;
  throw new TypeError(
    `A custom ${kind} must have a name that no built-in one has to be written to a file, ` +
      `but found another ${describe(component.name)}`,
  );
}
