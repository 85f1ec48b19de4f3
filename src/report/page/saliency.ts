import { selectRows } from "../../core/matrix/matrix.ts";
import { indicesOf } from "../../nn/layers/indices.ts";
import { saliency } from "../../engine/saliency.ts";
import { summary } from "../../engine/summary.ts";
import { escapeHtml, paragraph } from "../html.ts";
import { exampleImage, isImage, shrunk } from "../images/example_image.ts";
import { sheetOf } from "../images/sheet.ts";
import { signedImage } from "../images/signed.ts";
import { mistakesOf } from "./mistakes.ts";
import type { Section } from "./section.ts";
import { percent } from "./percent.ts";
import { signLegend } from "./sign_legend.ts";
import type { TestedClasses } from "./tested.ts";

/** Which pixels an answer hangs on. */
export const SALIENCY: Section = {
  id: "saliency",
  title: "Saliency",
  content: async ({ network, test, outputs: { names }, shape, tested: { classes, outputs } }) => {
    if (classes === undefined || !isImage(shape) || outputs.columns === 1) return undefined;
    if (indicesOf(network.layers) !== undefined) return undefined;
    const affordable = Math.floor(MOST_PRODUCTS / summary(network).multiplyAdds);
    const examples = someOf(classes).slice(0, Math.min(MOST, affordable));
    if (examples.length === 0) return undefined;
    const [height, width, depth] = shape;
    const originals = await sheetOf(
      "looked-at",
      examples.map((example) => exampleImage(test.inputs, example, shape)),
    );
    const maps = await sheetOf(
      "saliency-maps",
      examples.map((example) => {
        const inputs = selectRows(test.inputs, [example]);
        const slopes = saliency(network, inputs, classes.decided[example]!);
        const values = Array.from({ length: height * width }, (_, at) => {
          const from = at * depth;
          return Array.from({ length: depth }, (_, c) => slopes.data[from + c]!)
            .reduce((sum, slope) => sum + slope, 0);
        });
        const fitted = shrunk(values, { width, height, channels: 1 });
        return signedImage(fitted.values, fitted.width);
      }),
    );
    const pictures = examples.map((example, k) => {
      const is = names[classes.true[example]!]!, taken = classes.decided[example]!;
      const share = percent(classes.probability(example, taken));
      const answer = is === names[taken]
        ? `${is}, ${share}`
        : `${is} read as ${names[taken]}, ${share}`;
      return `<figure class="pair">${originals.image(k, `Example ${example + 1}: ${is}`)}` +
        `${maps.image(k, `The pixels that the answer ${names[taken]} hangs on`)}` +
        `<figcaption>${escapeHtml(answer)}</figcaption></figure>`;
    });
    return [
      originals.definition,
      maps.definition,
      paragraph(
        "How fast the answer’s output changes with each pixel, by the backward pass that was proved, " +
          "taken one layer further. A brighter pixel makes the answer surer where it is orange " +
          "and less sure where it is blue. Each picture has its own scale.",
      ),
      signLegend("less sure", "surer"),
      `<div class="pictures large">${pictures.join("")}</div>`,
    ].join("\n");
  },
};

const MOST = 12;

/** The products of the forward and backward passes in JavaScript, which take about a tenth of a second. */
const MOST_PRODUCTS = 2 ** 25;

/** Some examples: the surest mistakes, and one of each class that is right. */
function someOf(classes: TestedClasses): readonly number[] {
  const wrong = mistakesOf(classes).sort((a, b) => b.probability - a.probability).slice(
    0,
    MOST / 3,
  );
  const right = new Map<number, number>();
  Array.from(classes.true).forEach((label, example) => {
    if (label === classes.decided[example] && !right.has(label)) right.set(label, example);
  });
  return [
    ...[...right].sort(([a], [b]) => a - b).map(([, example]) => example).slice(0, 2 * MOST / 3),
    ...wrong.map(({ example }) => example),
  ];
}
