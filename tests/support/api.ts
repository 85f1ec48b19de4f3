/** What `deno doc --json` says of a type; only what the library uses is read. */
// deno-lint-ignore no-explicit-any
type Node = any;

/**
 * The names and signatures of modules, sorted: one line a symbol and one a member. What an earlier module
 * has, too, is named alone.
 *
 * @param doc What `deno doc --json` prints of them.
 * @returns The lines of each module, by its address.
 */
export function signaturesOf(doc: Node): Map<string, string[]> {
  return new Map(
    Object.entries<Node>(doc.nodes).map(([module, { symbols }]) => [
      module,
      symbols.flatMap(({ name, declarations }: Node) =>
        declarations.flatMap((declaration: Node) => linesOf(name, declaration))
      ).sort(),
    ]),
  );
}

function linesOf(name: string, { kind, def }: Node): string[] {
  const generic = `${name}${typeParameters(def.typeParams)}`;
  switch (kind) {
    case "function":
      return [`function ${name}${signature(def)}`];
    case "variable":
      return [`const ${name}: ${typeText(def.tsType)}`];
    case "typeAlias":
      return [`type ${generic} = ${typeText(def.tsType)}`];
    case "interface":
    case "class": {
      const bases = [def.extends ?? []].flat().map((base: Node) => {
        return typeof base === "string" ? base : typeText(base);
      });
      const head = `${kind} ${generic}${bases.length > 0 ? ` extends ${bases.join(", ")}` : ""}`;
      return [head, ...membersOf(def).map((member) => `${kind} ${name}: ${member}`)];
    }
    case "reference": // what an earlier module exports, too
      return [`see ${name}`];
    default:
      throw new TypeError(`No text is known for a declaration of kind ${kind}`);
  }
}

function membersOf(def: Node): string[] {
  const readonly = ({ readonly }: Node) => readonly ? "readonly " : "";
  return [
    ...(def.constructors ?? []).map((each: Node) => `new ${parameters(each.params)}`),
    ...(def.callSignatures ?? []).map(signature),
    ...(def.indexSignatures ?? []).map((each: Node) => {
      return `${readonly(each)}[${each.params.map(parameter).join(", ")}]: ${
        typeText(each.tsType)
      }`;
    }),
    ...(def.properties ?? []).map((each: Node) => {
      const mark = each.optional ? "?" : "";
      return `${readonly(each)}${each.name}${mark}: ${typeText(each.tsType)}`;
    }),
    ...(def.methods ?? []).map((each: Node) => {
      const isAccessor = each.kind === "getter" || each.kind === "setter";
      const kind = isAccessor ? `${each.kind} ` : "";
      return `${kind}${each.name}${each.optional ? "?" : ""}${signature(each.functionDef ?? each)}`;
    }),
  ];
}

/** `<T>(x: T): number`. */
function signature({ typeParams, params, returnType, tsType }: Node): string {
  return `${typeParameters(typeParams)}${parameters(params)}: ${typeText(returnType ?? tsType)}`;
}

function parameters(params: Node[]): string {
  return `(${params.map(parameter).join(", ")})`;
}

function parameter(node: Node, index = 0): string {
  switch (node.kind) {
    case "assign": // one that has a default
      return parameter({ ...node.left, optional: true }, index);
    case "rest":
      return `...${node.arg.name}: ${typeText(node.tsType)}`;
    case "identifier":
      return `${node.name}${node.optional ? "?" : ""}${typed(node)}`;
    default: // a pattern, whose names no caller sees
      return `_${index}${node.optional ? "?" : ""}${typed(node)}`;
  }
}

/** `: number`; nothing where the type is that of the default. */
function typed({ tsType }: Node): string {
  return tsType ? `: ${typeText(tsType)}` : "";
}

function typeParameters(parameters: Node[] = []): string {
  return parameters.length === 0 ? "" : `<${parameters.map(typeParameter).join(", ")}>`;
}

function typeParameter({ name, constraint, default: otherwise }: Node): string {
  const bound = constraint ? ` extends ${typeText(constraint)}` : "";
  return `${name}${bound}${otherwise ? ` = ${typeText(otherwise)}` : ""}`;
}

function typeText(node: Node): string {
  const { kind, value } = node ?? {};
  switch (kind) {
    case "keyword":
      return value;
    case "literal":
      return value.kind === "string" ? JSON.stringify(value.string) : node.repr;
    case "typeRef": {
      const given = value.typeParams?.map(typeText).join(", ");
      return given ? `${value.typeName}<${given}>` : value.typeName;
    }
    case "array":
      return `${typeText(value)}[]`;
    case "tuple":
      return `[${value.map(typeText).join(", ")}]`;
    case "union":
      return value.map(typeText).join(" | ");
    case "intersection":
      return value.map(typeText).join(" & ");
    case "parenthesized":
      return `(${typeText(value)})`;
    case "typeOperator":
      return `${value.operator} ${typeText(value.tsType)}`;
    case "typeQuery":
      return `typeof ${value}`;
    case "rest":
      return `...${typeText(value)}`;
    case "indexedAccess":
      return `${typeText(value.objType)}[${typeText(value.indexType)}]`;
    case "fnOrConstructor":
      return `${value.constructor ? "new " : ""}${typeParameters(value.typeParams)}` +
        `${parameters(value.params)} => ${typeText(value.tsType)}`;
    case "typeLiteral":
      return `{ ${membersOf(value).join("; ")} }`;
    case "conditional":
      return `${typeText(value.checkType)} extends ${typeText(value.extendsType)} ? ` +
        `${typeText(value.trueType)} : ${typeText(value.falseType)}`;
    case "infer":
      return `infer ${typeParameter(value.typeParam)}`;
    case "mapped": {
      const { typeParam: { name, constraint }, nameType } = value;
      const renamed = nameType ? ` as ${typeText(nameType)}` : "";
      return `{ ${value.readonly ? "readonly " : ""}[${name} in ${
        typeText(constraint)
      }${renamed}]` +
        `${value.optional ? "?" : ""}: ${typeText(value.tsType)} }`;
    }
    case "typePredicate":
      return `${value.asserts ? "asserts " : ""}${value.param.name ?? "this"}` +
        (value.type ? ` is ${typeText(value.type)}` : "");
    default:
      throw new TypeError(`No text is known for a type of kind ${kind}`);
  }
}
