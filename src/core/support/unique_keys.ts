import { describe } from "./describe.ts";

/**
 * Throws a SyntaxError if an object of JSON has a key twice, of which `JSON.parse` keeps the last.
 *
 * @param text Valid JSON.
 */
export function checkUniqueKeys(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(undefined);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = endOfString(text, at), keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = JSON.parse(text.slice(at, end));
        if (keys.has(key)) {
          throw new SyntaxError(`JSON must not have a key twice: ${describe(key)}`);
        }
        keys.add(key);
      }
      at = end - 1;
    }
  }
}

/** The index behind the string that begins at one. */
function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text[at]!)) at++;
  return text[at] === ":";
}
