/** The style of the page of a training, after that of all reports and of charts. */
export const PAGE_STYLE: string = `
:root { --right: #b6d5fb; --wrong: #ffc99a; }
@media screen and (prefers-color-scheme: dark) { :root { --right: #1d4f8f; --wrong: #7d3c0c; } }
.skip { position: absolute; left: -100rem; background: var(--paper); padding: 0.5rem; }
.skip:focus { left: 0.5rem; top: 0.5rem; z-index: 1; }
.numbers { grid-template-columns: repeat(auto-fill, minmax(min(100%, 10.5rem), 1fr)); }
td code { overflow-wrap: anywhere; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.85rem; color: var(--quiet); }
figcaption b { color: var(--ink); }
svg.chart { width: 100%; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 2rem; margin: 1rem 0; }
summary { padding: 0.25rem 0; }
figure > details { font-size: 0.85rem; }
pre { background: var(--box); border-radius: 0.5rem; padding: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.85rem ui-monospace, monospace; }
.sheet { position: absolute; }
.picture { display: block; width: 3.5rem; height: auto; image-rendering: pixelated; }
.picture image, .sheet image { image-rendering: pixelated; }
.pictures { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.pictures figcaption { font-size: 0.75rem; max-width: 3.5rem; text-align: center; line-height: 1.25; }
.large { gap: 0.75rem; }
.large .picture { width: 5rem; }
.large figcaption { max-width: 5rem; }
.large .pair { display: grid; grid-template-columns: auto auto; gap: 2px; }
.large .pair figcaption { grid-column: 1 / -1; max-width: 10rem; }
#weights .picture, .pair .picture + .picture { background: var(--box); }
.groups { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; }
.groups section { max-width: 100%; scroll-margin: 1rem; }
.groups section:target { outline: 2px solid var(--chart-2); outline-offset: 4px; }
.groups h4 { font-size: 0.85rem; margin: 0.5rem 0 0.25rem; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; font-size: 0.85rem; }
.signs { width: 8rem; height: 0.8rem; background: linear-gradient(to right, rgb(31 119 230), transparent, rgb(222 98 10)); }
.bar { display: block; width: calc(min(12rem, 40vw) * var(--share)); height: 0.3rem; background: var(--chart-1); }
@media (max-width: 40rem) { .confusion th, .confusion td { min-width: 2.2rem; } .confusion thead th:first-child { white-space: normal; max-width: 4.5rem; text-align: left; } }
@media print {
  .skip, figure > details { display: none; }
  .figures { grid-template-columns: 1fr 1fr; gap: 0.75rem 1rem; }
  h4 { break-after: avoid; }
  .groups section { break-inside: avoid; }
  .confusion td, .bar, .signs { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
