/** The longest hash that is read: a link may come from anywhere. */
const LONGEST = 8_192;

/** The tab and the parameters that a hash names; no tab for an unknown one. */
export function readHash<Name extends string>(
  hash: string,
  names: readonly Name[],
): { readonly name?: Name; readonly params: URLSearchParams } {
  const text = hash.length > LONGEST ? "" : hash.replace(/^#/, "");
  const end = text.indexOf("?");
  const [named, query] = end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)];
  const name = names.find((known) => known === named);
  return { params: new URLSearchParams(query), ...(name !== undefined && { name }) };
}

/** The hash of a tab with parameters. Commas and the like stay readable. */
export function writeHash(name: string, params: URLSearchParams): string {
  const query = params.toString().replaceAll("%2C", ",");
  return query === "" ? `#${name}` : `#${name}?${query}`;
}
