import { describe } from "../core/support/describe.ts";
import type { Activation } from "../nn/activations/activation.ts";
import { activationNamed, ACTIVATIONS } from "../nn/activations/activations.ts";
import { kindNamed, KINDS } from "../nn/layers/kinds.ts";
import type { LayerKind } from "../nn/layers/layer.ts";

/** Custom components that a file may name, in addition to the built-in ones. */
export interface CustomComponents {
  /** Custom activations. */
  readonly activations?: readonly Activation[];
  /** Custom kinds of layers. */
  readonly kinds?: readonly LayerKind[];
}

/** Components are stored by name, as functions cannot be. */
interface ComponentOf {
  readonly activation: Activation;
  readonly kind: LayerKind;
}

interface Sort<Component> {
  readonly describe: string;
  readonly builtIn: (name: string) => Component | undefined;
  readonly names: () => readonly string[];
  readonly custom: (given: CustomComponents) => readonly Component[] | undefined;
  /** The function that only components of this sort have. */
  readonly formula: keyof Component;
}

/** Every sort of components; a new one is a line here and one in {@linkcode CustomComponents}. */
const SORTS: { readonly [Name in keyof ComponentOf]: Sort<ComponentOf[Name]> } = {
  activation: {
    describe: "activation",
    builtIn: activationNamed,
    names: () => Object.keys(ACTIVATIONS),
    custom: ({ activations }) => activations,
    formula: "value",
  },
  kind: {
    describe: "kind of layer",
    builtIn: kindNamed,
    names: () => Object.keys(KINDS),
    custom: ({ kinds }) => kinds,
    formula: "forward",
  },
};

export type SortName = keyof ComponentOf;

export function isSort(name: string): name is SortName {
  return Object.hasOwn(SORTS, name);
}

/** The sort of components that a value belongs to; `undefined` if it is not a component. */
export function sortOf(value: unknown): SortName | undefined {
  const members = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof members.name !== "string") return undefined;
  return Object.keys(SORTS).filter(isSort)
    .find((sort) => typeof members[SORTS[sort].formula] === "function");
}

/** The name of a component in a file, which must not be that of a built-in one for a custom one. */
function componentName<Name extends SortName>(sort: Name, component: ComponentOf[Name]): string {
  const { describe: what, builtIn }: Sort<ComponentOf[Name]> = SORTS[sort];
  const known = builtIn(component.name);
  if (known === undefined || known === component) return component.name;
  throw new TypeError(
    `A custom ${what} needs a name that no built-in one has to be written to a file, ` +
      `but found another ${describe(component.name)}`,
  );
}

/**
 * Names for the components of one file, each used once, as one of two would be decoded for both.
 */
export function componentNames(): typeof componentName {
  const seen = new Map<string, unknown>();
  return (sort, component) => {
    const name = componentName(sort, component), key = `${sort} ${name}`;
    if (seen.has(key) && seen.get(key) !== component) {
      const what = `Each ${SORTS[sort].describe} of a file`;
      throw new TypeError(
        `${what} must have a unique name, but found two called ${describe(name)}`,
      );
    }
    seen.set(key, component);
    return name;
  };
}

/**
 * The component of a name in a file, untrusted: a custom one first, then a built-in one.
 *
 * @param where Where it stands, for the message.
 * @throws {RangeError} If no component has that name.
 */
export function componentNamed<Name extends SortName>(
  sort: Name,
  name: unknown,
  where: string,
  given: CustomComponents,
): ComponentOf[Name] {
  const { builtIn, names, custom }: Sort<ComponentOf[Name]> = SORTS[sort];
  const others = custom(given) ?? [];
  const found = typeof name === "string"
    ? others.find((component) => component.name === name) ?? builtIn(name)
    : undefined;
  if (found !== undefined) return found;
  const known = [...names(), ...others.map(({ name }) => name)].join(", ");
  throw new RangeError(`${where} must be one of ${known}, but found ${describe(name)}`);
}
