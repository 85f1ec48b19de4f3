/** Whether a file is JSON whose beginning says that it is of a format: `"format": "…"`. */
export function beginsAsJson(bytes: Uint8Array, format: string): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return text.startsWith("{") && /"format"\s*:\s*"([^"]*)"/.exec(text)?.[1] === format;
}
