import { largestOf } from "../../core/support/largest.ts";
import { escapeHtml, htmlTable, paragraph } from "../html.ts";
import type { Section } from "./section.ts";
import { rounded } from "../../core/support/quantities.ts";

/** Which inputs the network needs. */
export const IMPORTANCES: Section = {
  id: "importances",
  title: "Importances",
  content: ({ importances = [] }) => {
    if (importances.length === 0) return undefined;
    const shown = importances.slice(0, MOST);
    const most = largestOf(shown.map(({ mean }) => mean)) || 1;
    return paragraph(
      "How much the loss rises if one input is shuffled among the examples: what it is worth to the " +
        "network. Inputs that say the same can stand in for each other; neither seems important then." +
        (shown.length < importances.length ? ` The first ${MOST} of ${importances.length}.` : ""),
    ) + htmlTable(
      ["input", "rise of the loss", "deviation"],
      shown.map(({ name, mean, deviation }) => [
        escapeHtml(name),
        `${rounded(mean)}<span class="bar" style="--share:${
          Math.max(0, mean / most).toFixed(3)
        }"></span>`,
        `±\u00a0${rounded(deviation, 2)}`,
      ]),
      "Importances of the inputs",
    );
  },
};

/** So many inputs are listed. */
const MOST = 20;
