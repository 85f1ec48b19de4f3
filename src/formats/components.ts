import { describe } from "../core/support/describe.ts";
import type { Activation } from "../nn/activations/activation.ts";
import { activationNamed, ACTIVATIONS } from "../nn/activations/activations.ts";
import { kindNamed, KINDS } from "../nn/layers/kinds.ts";
import type { LayerKind } from "../nn/layers/layer.ts";

/**
 * Custom components that a file may name, in addition to the built-in ones.
 * @category Files
 */
export interface CustomComponents {
  /** Custom activations. */
  readonly activations?: readonly Activation[];
  /** Custom kinds of layers. */
  readonly kinds?: readonly LayerKind[];
}

/** The custom components among options, which may be more. */
export function customOf({ activations, kinds }: CustomComponents = {}): CustomComponents {
  return { ...(activations && { activations }), ...(kinds && { kinds }) };
}

/** Components are stored by name, as functions cannot be. */
interface ComponentOf {
  readonly activation: Activation;
  readonly kind: LayerKind;
}

interface ComponentType<Component> {
  readonly describe: string;
  readonly builtIn: (name: string) => Component | undefined;
  readonly names: () => readonly string[];
  readonly custom: (given: CustomComponents) => readonly Component[] | undefined;
  /** The function that only components of this type have. */
  readonly formula: keyof Component;
}

/** Every type of components; a new one is a line here and one in {@linkcode CustomComponents}. */
const COMPONENT_TYPES: { readonly [Name in keyof ComponentOf]: ComponentType<ComponentOf[Name]> } =
  {
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

type TypeName = keyof ComponentOf;

/** Whether a text is the name of a type of components. */
export function isComponentType(name: string): name is TypeName {
  return Object.hasOwn(COMPONENT_TYPES, name);
}

/** The type of component that a value belongs to; `undefined` if it is not a component. */
export function componentTypeOf(value: unknown): TypeName | undefined {
  const members = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof members.name !== "string") return undefined;
  return Object.keys(COMPONENT_TYPES).filter(isComponentType)
    .find((type) => typeof members[COMPONENT_TYPES[type].formula] === "function");
}

/** The name of a component in a file; a custom one must not have that of a built-in one. */
function componentName<Name extends TypeName>(type: Name, component: ComponentOf[Name]): string {
  const { describe: what, builtIn }: ComponentType<ComponentOf[Name]> = COMPONENT_TYPES[type];
  const known = builtIn(component.name);
  if (known === undefined || known === component) return component.name;
  throw new TypeError(
    `A custom ${what} needs a name that no built-in one has to be written to a file, ` +
      `but found another ${describe(component.name)}: is the library loaded twice?`,
  );
}

/** Names for the components of one file, each used once: one would be decoded for both. */
export function componentNames(): typeof componentName {
  const seen = new Map<string, unknown>();
  return (type, component) => {
    const name = componentName(type, component), key = `${type} ${name}`;
    if (seen.has(key) && seen.get(key) !== component) {
      const what = `Each ${COMPONENT_TYPES[type].describe} of a file must have a unique name`;
      throw new TypeError(`${what}, but found two called ${describe(name)}`);
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
export function componentNamed<Name extends TypeName>(
  type: Name,
  name: unknown,
  where: string,
  given: CustomComponents,
): ComponentOf[Name] {
  const { builtIn, names, custom }: ComponentType<ComponentOf[Name]> = COMPONENT_TYPES[type];
  const others = custom(given) ?? [];
  const found = typeof name === "string"
    ? others.find((component) => component.name === name) ?? builtIn(name)
    : undefined;
  if (found !== undefined) return found;
  const known = [...names(), ...others.map(({ name }) => name)].join(", ");
  throw new RangeError(`${where} must be one of ${known}, but found ${describe(name)}`);
}
