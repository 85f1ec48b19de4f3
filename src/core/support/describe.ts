/** Describes any value, however large or hostile, in a few words for the message of an error. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (typeof value === "function") return `the function ${shorten(value.name)}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const members = Object.keys(value).slice(0, 5).map(shorten).join(", ");
  return members === "" ? "an object without members" : `an object with ${members}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
