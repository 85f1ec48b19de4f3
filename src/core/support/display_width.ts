/**
 * What terminals draw two columns wide: East Asian wide and full-width characters (Unicode's UAX 11),
 * and pictures.
 */
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}\p{Regional_Indicator}]|\p{Emoji}\ufe0f/u;

const CHARACTER =
  /(?:\p{Regional_Indicator}{2}|[^])(?:[\p{Mark}\p{Format}\p{Emoji_Modifier}\u1160-\u11ff]|(?<=\u200d)\p{Extended_Pictographic})*/gu;

/** What is drawn into the column before it, or not at all. */
const NOTHING = /^[\p{Mark}\p{Format}\p{Control}\u115f-\u11ff]*$/u;

/** The columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  return charactersOf(text).reduce((sum, character) => sum + widthOf(character), 0);
}

/** The beginning of a text that fits so many columns; one character, if even that does not. */
export function beginning(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(0, Math.max(1, columns));
  let head = "", width = 0;
  for (const character of charactersOf(text)) {
    width += widthOf(character);
    if (width > columns && head !== "") return head;
    head += character;
  }
  return head;
}

/** A text of at most so many columns; a longer one ends with an ellipsis. */
export function shortened(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const head = beginning(text, columns - 1);
  return displayWidth(head) < columns ? `${head}…` : "…";
}

/** Whether a text is all letters of the Latin alphabet and usual signs, a column each. */
function isPlain(text: string): boolean {
  return /^[ -~\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2070-\u209f\u2190-\u21ff\u2200-\u22ff\u2500-\u25a0]*$/
    .test(text);
}

/** The characters of a text as people count them: letters with their accents, joined pictures. */
export function charactersOf(text: string): readonly string[] {
  return text.match(CHARACTER) ?? [];
}

function widthOf(character: string): number {
  return WIDE.test(character) ? 2 : NOTHING.test(character) ? 0 : 1;
}
