/** A fenced block of a document. */
export interface Block {
  /** What stands after the opening fence: `ts`, `sh`, `ts ignore`, nothing for what is printed. */
  readonly language: string;
  readonly text: string;
  /** The text of the block right below, if that is what this one prints. */
  readonly printed: string | undefined;
}

const FENCED = /^```(.*)\n((?:(?!```).*\n)*)```\n/gm;

/** The fenced blocks of a document, from the top. */
export function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(FENCED)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
    from: match.index,
    to: match.index + match[0].length,
  }));
  return found.map(({ language, text, to }, k) => {
    const next = found[k + 1];
    const isPrinted = language !== "" && next?.language === "" &&
      markdown.slice(to, next.from).trim() === "";
    return { language, text, printed: isPrinted ? next.text : undefined };
  });
}

/** Where the links of a document lead. */
export function linksOf(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** The headings of a document, as links name them. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")
  );
}
