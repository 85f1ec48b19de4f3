import { describe } from "../../core/support/describe.ts";

/** Throws a TypeError if a description has members that a printer would leave out. */
export function checkMembers(what: string, others: object, known: string): void {
  const other = Object.entries(others).find(([name, value]) => {
    return value !== undefined && !known.split(" ").includes(name);
  });
  if (other === undefined) return;
  throw new TypeError(
    `JavaScript cannot be printed of a model whose ${what} have ${describe(other[0])}`,
  );
}
