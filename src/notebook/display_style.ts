import { confusionStyle } from "../report/confusion_table.ts";

/** Rules of a notebook's cells for confusion matrices, figures side by side, and images. */
export function displayStyle(): string {
  return `
  --right: rgb(47 129 247 / 0.6); --wrong: rgb(217 119 6 / 0.6); --box: transparent;
  ${confusionStyle()}
  .confusion td, .confusion thead th { text-align: center; min-width: 2.2em; }
  .beside { display: flex; flex-wrap: wrap; gap: 0.5em 2em; align-items: flex-start; }
  .beside > * { min-width: 0; }
  .beside > .chart-box { flex: 1 1 20rem; max-width: 32rem; }
  figure { margin: 0; text-align: center; }
  figcaption { font-size: 11px; }
  .images { display: flex; flex-wrap: wrap; gap: 0.5em; }
  .images img {
    display: block; margin: 0 auto; max-width: none; height: auto; image-rendering: pixelated;
    border: 1px solid rgb(128 128 128 / 0.4);
  }
`;
}
