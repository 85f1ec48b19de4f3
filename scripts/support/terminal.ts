/** The columns of a page without a terminal. */
const PAGE = 80;

/** The columns that results are written in: those of the terminal, or 80 elsewhere. */
export function resultColumns(): number {
  return Deno.stdout.isTerminal() ? terminalColumns() : PAGE;
}

/** The columns of the terminal that the script runs in, now: users change them. */
export function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || PAGE; // 0 where a terminal does not know
  } catch {
    return PAGE;
  }
}

/** Whether standard error is a terminal that can draw a line again. */
export function canRedraw(): boolean {
  return Deno.stderr.isTerminal() && !isDumb();
}

/** A text in a colour of the terminal, unless `NO_COLOR` is set. */
export function paint(text: string, code: string): string {
  return Deno.noColor || text === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
}

/** Whether `TERM` says that the terminal knows no escape codes; it is read if that is allowed. */
function isDumb(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" && Deno.env.get("TERM") === "dumb";
}
