import { describe } from "./describe.ts";

/** What an option is called here, where the difference in spelling does not tell. */
const HINTS: Readonly<Record<string, string>> = {
  lr: "learningRate",
  onRung: "onStage",
  penalties: "regularizers",
  penalty: "regularizer",
  penaltyGradient: "regularizerGradient",
  errorsBelow: "hiddenErrors",
  seam: "onBoundary",
  boundary: "decisionThreshold",
  memory: "slots",
};

/** The words of a text: those of `"a b"` are `"a" | "b"`. */
type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest>
  : Text;

/** What the names lack of the keys, and what they have beside them. */
type Wrong<Keys, Names extends string> =
  | Exclude<Keys, Words<Names>>
  | Exclude<Words<Names>, Keys>;

/**
 * Throws unless `options` is an object of known options, as a misspelt one would have no effect.
 *
 * @param of What takes the options, such as `fit()`.
 * @param names All options, with spaces between them: the compiler compares them with the type.
 * @returns A copy, also of what is inherited, without options that are undefined.
 */
export function checkOptions<Options extends object, Names extends string>(
  of: string,
  options: Options,
  ...names: (Names & ([Wrong<keyof Options, Names>] extends [never] ? Names : never))[]
): Options {
  const all = () => names.join(" ").split(" ");
  if (typeof options !== "object" || options === null) {
    const some = all().slice(0, 2).join(", ");
    throw new TypeError(
      `The options of ${of} must be an object such as { ${some} }, but found ${describe(options)}`,
    );
  }
  const given: Partial<Options> = {};
  for (const name in options) {
    // The engine remembers how it splits a literal.
    const isKnown = names.some((each) => each.split(" ").includes(name));
    if (!isKnown) throw unknownOption(of, name, all());
    const option = options[name];
    if (option !== undefined) given[name] = option;
  }
  return given as Options;
}

/** The error for an option that does not exist, which suggests one that does. */
export function unknownOption(of: string, name: string, known: readonly string[]): TypeError {
  const nearest = nearestOf(name.slice(0, 40), known);
  const found = /^[\w$]{1,40}$/.test(name) ? name : describe(name);
  return new TypeError(
    `${of} has no option ${found}${nearest === undefined ? ". " : `: did you mean ${nearest}? `}` +
      `It takes ${known.join(", ") || "none"}`,
  );
}

/** The known name that is most like another, if any is. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const hint = Object.hasOwn(HINTS, name) ? HINTS[name]! : "";
  if (known.includes(hint)) return hint;
  const plain = (text: string) => text.replaceAll(/[^a-z0-9]/gi, "").toLowerCase();
  const written = plain(name);
  const distances = known.map((each): [distance: number, name: string] => {
    const other = plain(each), [short, long] = [written, other].sort((a, b) => a.length - b.length);
    // `dir` for `directory`, `testSize` for `test`
    const isPart = short!.length > 2 && (long!.startsWith(short!) || long!.endsWith(short!));
    const distance = editDistance(written, other);
    return [isPart ? Math.min(distance, 1) : distance / Math.max(1, long!.length / 3), each];
  });
  return distances.filter(([distance]) => distance <= 1).sort(([a], [b]) => a - b)[0]?.[1];
}

/** The least number of characters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced));
    }
    row = next;
  }
  return row[b.length]!;
}
