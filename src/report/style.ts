/** The style of all reports: the fonts and the colours of the system, light or dark, and for print. */
export const BASE_STYLE: string = /* @__PURE__ */ baseStyle();

function baseStyle(): string {
  return `
:root {
  color-scheme: light dark;
  --ink: #1a1c1e; --quiet: #5b6168; --paper: #ffffff; --box: #f5f6f7; --line: #d9dce0;
  --good: #12692f; --bad: #a8201a; --focus: #0b57d0; --shade: rgb(0 0 0 / 0.22);
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e7e9eb; --quiet: #a2a9b0; --paper: #15171a; --box: #1e2124; --line: #363b41;
    --good: #6fd08c; --bad: #ff8a80; --focus: #8ab4f8; --shade: rgb(255 255 255 / 0.22);
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
p, ul { max-width: 44rem; }
nav a { display: inline-block; margin-right: 1rem; padding: 0.125rem 0; white-space: nowrap; }
a { color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
summary { cursor: pointer; width: fit-content; }
code { font: 0.9em ui-monospace, monospace; }
${tables()}
.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0.75rem; padding: 0; margin: 1rem 0; max-width: none; list-style: none; }
.numbers li { background: var(--box); border-radius: 0.5rem; padding: 0.75rem; color: var(--quiet); font-size: 0.85rem; }
.numbers b { display: block; color: var(--ink); font-size: 1.4rem; font-weight: 600; }
:is(td, h4) :is(.good, .bad, .open, .quiet) { white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.quiet { color: var(--quiet); }
${formulaStyle()}
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  tr, .numbers li, figure { break-inside: avoid; }
  .scroll { overflow: visible; background: none; }
  table { font-size: 8pt; }
  th, td, .long { padding: 0.1rem 0.2rem; min-width: 0; }
  thead th, code { white-space: normal; overflow-wrap: anywhere; }
  .scroll tr > :first-child { position: static; box-shadow: none; }
  details::details-content { display: block; content-visibility: visible; }
}
`;
}

/**
 * Tables in boxes that scroll. A shadow at an edge says that there is more; it scrolls away with what
 * covers it, as that is fixed to the content. The titles of rows stay.
 */
function tables(): string {
  const edge = (side: string, other: string) =>
    `linear-gradient(to ${other}, var(--paper) 40%, transparent) ${side} / 2.5rem 100% no-repeat local`;
  const shadow = (side: string, other: string) =>
    `linear-gradient(to ${other}, var(--shade), transparent) ${side} / 0.9rem 100% no-repeat scroll`;
  return `.scroll {
  overflow-x: auto; margin: 0.75rem 0; background: ${edge("left", "right")}, ${
    edge("right", "left")
  },
  ${shadow("left", "right")}, ${shadow("right", "left")}, var(--paper);
}
table { border-collapse: separate; border-spacing: 0; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; }
.scroll tr > :first-child {
  position: sticky; left: 0; z-index: 1; max-width: min(18rem, 40vw); white-space: normal;
  background: var(--paper); box-shadow: 1px 0 var(--line);
}
td { min-width: 4.5rem; }
.long { min-width: 13rem; }
th.long { min-width: min(13rem, 40vw); }`;
}

/**
 * Formulas. The brace of cases is drawn, of four quarters of circles and two lines, as only fonts for
 * mathematics have braces of any height, and many devices have no such font.
 */
export function formulaStyle(): string {
  const quarter = (at: string, place: string) =>
    `radial-gradient(circle at ${at}, transparent 0.26em, currentColor 0.27em 0.33em, ` +
    `transparent 0.34em) ${place} / 0.3em 0.3em`;
  const line = (place: string) =>
    `linear-gradient(currentColor, currentColor) 0.27em ${place} / 0.06em calc(50% - 0.58em)`;
  const pieces = [
    quarter("100% 100%", "0.27em 0"),
    line("0.29em"),
    quarter("0 0", "0 calc(50% - 0.15em)"),
    quarter("0 100%", "0 calc(50% + 0.15em)"),
    line("calc(100% - 0.29em)"),
    quarter("100% 0", "0.27em 100%"),
  ];
  return `math { font-size: 1.1em; math-style: normal; }
.cases > mo:first-child { font-size: 0; }
.cases > mtable {
  padding: 0.1em 0 0.1em 0.7em; background: ${pieces.join(", ")}; background-repeat: no-repeat;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}`;
}
