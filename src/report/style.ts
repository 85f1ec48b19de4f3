/** The style of all reports: the fonts and the colours of the system, light or dark. */
export const BASE_STYLE: string = `
:root {
  color-scheme: light dark;
  --ink: #1a1c1e; --quiet: #5b6168; --paper: #ffffff; --box: #f5f6f7; --line: #d9dce0;
  --good: #12692f; --bad: #a8201a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7e9eb; --quiet: #a2a9b0; --paper: #15171a; --box: #1e2124; --line: #363b41;
    --good: #6fd08c; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 64rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
p, ul { max-width: 44rem; }
nav a { margin-right: 1rem; white-space: nowrap; }
a { color: inherit; }
code { font: 0.9em ui-monospace, monospace; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; }
td { min-width: 4.5rem; }
.long { min-width: 13rem; }
math { font-size: 1.1em; math-style: normal; }
.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0.75rem; padding: 0; margin: 1rem 0; max-width: none; list-style: none; }
.numbers li { background: var(--box); border-radius: 0.5rem; padding: 0.75rem; color: var(--quiet); font-size: 0.85rem; }
.numbers b { display: block; color: var(--ink); font-size: 1.4rem; font-weight: 600; }
.good, .bad, .quiet { white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.quiet { color: var(--quiet); }
`;
