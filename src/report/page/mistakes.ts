import { escapeHtml, paragraph } from "../html.ts";
import { exampleImage, isImage } from "../images/example_image.ts";
import { sheetOf } from "../images/sheet.ts";
import type { Section } from "./section.ts";
import { percent } from "./percent.ts";
import type { TestedClasses } from "./tested.ts";
import { count } from "../../core/support/quantities.ts";

/** The images that were misread: the surest first, then all, by what they are and were taken for. */
export const MISTAKES: Section = {
  id: "mistakes",
  title: "Misread images",
  content: async ({ tested: { classes }, outputs: { names }, shape, test }) => {
    if (classes === undefined || !isImage(shape)) return undefined;
    const groups = groupsOf(classes), all = groups.flatMap(({ examples }) => examples);
    if (all.length === 0) return paragraph("None: every image is read as what it is.");
    const [height, width, channels] = shape;
    const shown = shownOf(groups, MOST_BYTES / (Math.min(64 * 64, height * width) * channels));
    const listed = shown.flatMap(({ examples }) => examples);
    const surest = all.toSorted((a, b) => b.probability - a.probability).slice(0, MOST_SURE);
    const images = [...new Set([...surest, ...listed].map(({ example }) => example))];
    const sheet = await sheetOf(
      "examples",
      images.map((example) => exampleImage(test.inputs, example, shape)),
    );
    const places = new Map(images.map((example, place) => [example, place]));
    const picture = (mistake: Mistake, caption: string) => {
      const { example, is, taken, probability } = mistake;
      const words = `Example ${example + 1}: ${names[is]}, taken for ${names[taken]} with ` +
        percent(probability);
      return `<figure>${sheet.image(places.get(example)!, words)}` +
        `<figcaption>${caption}</figcaption></figure>`;
    };
    return [
      sheet.definition,
      paragraph(
        `${count(all.length)} of ${
          count(classes.true.length)
        } are misread. Below each image: the ` +
          "probability that the network gave to its answer.",
      ),
      "<h3>The surest mistakes</h3>",
      `<div class="pictures large">${
        surest.map((mistake) =>
          picture(
            mistake,
            escapeHtml(`${names[mistake.is]}, taken for ${names[mistake.taken]}, `) +
              percent(mistake.probability),
          )
        ).join("")
      }</div>`,
      "<h3>By class</h3>",
      `<div class="groups">${
        shown.map(({ is, taken, total, examples }) =>
          `<section id="${anchorOf(is, taken)}" tabindex="-1">` +
          `<h4>${escapeHtml(`${names[is]} taken for ${names[taken]}`)} <span class="quiet">${
            examples.length < total ? `(${examples.length} of ${total})` : `(${total})`
          }</span></h4>` +
          `<div class="pictures">${
            examples.map((mistake) => picture(mistake, percent(mistake.probability, 0))).join("")
          }</div></section>`
        ).join("\n")
      }</div>`,
    ].join("\n");
  },
};

/** An example that was misread. */
interface Mistake {
  readonly example: number;
  readonly is: number;
  readonly taken: number;
  /** The probability of the answer. */
  readonly probability: number;
}

interface Group {
  readonly is: number;
  readonly taken: number;
  readonly total: number;
  /** The surest first. */
  readonly examples: readonly Mistake[];
}

/** The anchor of the images of one class that were taken for another. */
export function anchorOf(is: number, taken: number): string {
  return `misread-${is}-${taken}`;
}

const MOST_SURE = 12;

/** The bytes of all pictures before they are compressed. */
const MOST_BYTES = 300_000;

/** All misread examples, by the class they are of and the one they were taken for; most frequent first. */
export function mistakesOf({ true: labels, decided, probability }: TestedClasses): Mistake[] {
  return Array.from(labels, (is, example) => ({ example, is, taken: decided[example]! }))
    .filter(({ is, taken }) => is !== taken)
    .map((each) => ({ ...each, probability: probability(each.example, each.taken) }));
}

function groupsOf(classes: TestedClasses): Group[] {
  const groups = Map.groupBy(mistakesOf(classes), ({ is, taken }) => anchorOf(is, taken));
  return [...groups.values()].map((examples) => ({
    ...{ is: examples[0]!.is, taken: examples[0]!.taken, total: examples.length },
    examples: examples.toSorted((a, b) => b.probability - a.probability),
  })).sort((a, b) => b.total - a.total);
}

/** Groups with as many examples each that no more than `most` are shown of all; one of each group. */
function shownOf(groups: readonly Group[], most: number): readonly Group[] {
  let each = 1;
  const shown = (limit: number) =>
    groups.reduce((sum, { total }) => sum + Math.min(total, limit), 0);
  const largest = Math.max(...groups.map(({ total }) => total));
  while (each < largest && shown(each + 1) <= most) each++;
  return groups.map((group) => ({ ...group, examples: group.examples.slice(0, each) }));
}
