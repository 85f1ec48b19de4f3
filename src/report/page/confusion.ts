import { confusionMatrix } from "../../metrics/confusion.ts";
import { measure } from "../../metrics/metric.ts";
import { confusionTable, isMatrix } from "../confusion_table.ts";
import { paragraph } from "../html.ts";
import { isImage } from "../images/example_image.ts";
import { anchorOf } from "./mistakes.ts";
import type { Section } from "./section.ts";

/** Which classes were taken for which. */
export const CONFUSION: Section = {
  id: "confusion",
  title: "Confusion matrix",
  content: ({ tested, outputs: { threshold, names }, shape }) => {
    if (tested.classes === undefined) return undefined;
    const found = measure(
      confusionMatrix(threshold === undefined ? {} : { threshold }),
      tested.outputs,
      tested.targets,
    );
    const hasImages = isImage(shape);
    const linkTo = hasImages ? (is: number, taken: number) => `#${anchorOf(is, taken)}` : undefined;
    const words = isMatrix(found)
      ? "A row for each true class, a column for what the network took it for: the share of the row " +
        "is the strength of the colour. Mistakes are orange, strongest where they are most frequent" +
        (hasImages ? "; their number leads to the images." : ".")
      : "The most frequent mistakes, as there are too many classes for a matrix.";
    return paragraph(words) + confusionTable(found, names, linkTo);
  },
};
