/** Markup without styles of its own: those of the sheet apply, as the page's policy wants. */
export function unstyled(markup: string): string {
  return markup.replaceAll(/ style="[^"]*"/g, "");
}
