/** Describes any value, however large or hostile, in a few words for the message of an error. */
export function describe(value: unknown): string {
  if (typeof value === "string") return printable(JSON.stringify(shorten(value)));
  if (typeof value === "function") {
    // A class may have a static member called name, which is anything.
    return `the function ${printable(shorten(String(value.name || "without a name")))}`;
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return printable(String(value));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) {
    const { length } = value as Uint8Array;
    return `a ${tagOf(value)} of ${length ?? value.byteLength}`;
  }
  // Where bytes are wanted, a common slip.
  if (value instanceof ArrayBuffer) return `an ArrayBuffer of ${value.byteLength}`;
  if (typeof (value as PromiseLike<unknown>).then === "function") {
    return "a promise, which needs await";
  }
  if (value instanceof URL) return `the URL ${printable(shorten(value.href))}`;
  const members = Object.keys(value).slice(0, 5).map(shorten).join(", ");
  return members === "" ? "an object without members" : `an object with ${printable(members)}`;
}

/**
 * A text of foreign origin, such as a path or a name in a file, for a message or a terminal: control
 * characters, which may move the cursor or change what was printed, are escaped as in JSON.
 */
export function printable(text: string): string {
  // C0, DEL and C1, line separators, and marks that turn the direction of writing.
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The name of a built-in class, whatever the value says of itself. */
function tagOf(value: ArrayBufferView): string {
  return Object.getOwnPropertyDescriptor(TYPED, Symbol.toStringTag)!.get!.call(value) ?? "DataView";
}

/** What all typed arrays inherit from. */
const TYPED = /* @__PURE__ */ Object.getPrototypeOf(Uint8Array.prototype);

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
