/** How many characters are made at once: as many arguments as any engine takes. */
const AT_ONCE = 8192;

/** Bytes as base64. */
export function base64Of(bytes: Uint8Array): string {
  let characters = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    // Not spread, which takes typed arrays apart entry by entry.
    const some = bytes.subarray(at, at + AT_ONCE) as ArrayLike<number> as number[];
    characters += String.fromCharCode.apply(undefined, some);
  }
  return btoa(characters);
}
