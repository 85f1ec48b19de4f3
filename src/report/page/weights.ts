import type { Network } from "../../engine/network.ts";
import { paragraph } from "../html.ts";
import { isImage } from "../images/example_image.ts";
import { sheetOf } from "../images/sheet.ts";
import { signedImage } from "../images/signed.ts";
import type { Section } from "./section.ts";
import { signLegend } from "./sign_legend.ts";
import { rounded } from "../../core/support/quantities.ts";

/** What each unit or filter of the first layer looks for. */
export const WEIGHTS: Section = {
  id: "weights",
  title: "First layer",
  content: async ({ network, shape }) => {
    const found = isImage(shape) ? weightsOf(network, shape) : undefined;
    if (found === undefined) return undefined;
    const { word, width, channels, units } = found, shown = units.slice(0, MOST);
    const most = usualSize(shown.flat(2));
    const sheet = await sheetOf(
      "first-layer",
      shown.flatMap((unit) => unit.map((weights) => signedImage(weights, width, most))),
    );
    const pictures = shown.map((unit, k) =>
      `<figure>${
        unit.map((_, c) =>
          sheet.image(
            k * channels + c,
            `${word} ${k + 1}${channels > 1 ? `, channel ${c + 1}` : ""}`,
          )
        ).join("")
      }<figcaption>${k + 1}</figcaption></figure>`
    );
    return [
      sheet.definition,
      paragraph(
        `The weights of ${
          units.length > MOST ? `the first ${MOST} of ${units.length}` : `all ${units.length}`
        } ${word}s as pictures: where an image is bright and the weight is orange, the ${word} is ` +
          `driven up; where blue, down.` +
          (channels > 1 ? ` Side by side: the ${channels} channels.` : ""),
      ),
      signLegend(`≤ −${rounded(most, 2)}`, `≥ ${rounded(most, 2)}`),
      `<div class="pictures large">${pictures.join("")}</div>`,
    ].join("\n");
  },
};

/** So many units are shown. */
const MOST = 64;

/** The size that few weights exceed: a single large one would make all others faint. */
function usualSize(values: readonly number[]): number {
  const sizes = Float64Array.from(values, Math.abs).sort();
  return sizes[Math.floor(0.995 * sizes.length)]!;
}

/** So many channels are shown side by side. */
const MOST_CHANNELS = 4;

/** Kinds of layers that leave pixels where they are. */
const PASSING: readonly string[] = ["flatten", "reshape", "dropout"];

interface FirstWeights {
  readonly word: "unit" | "filter";
  readonly width: number;
  readonly channels: number;
  /** The weights of each unit, those of each channel by themselves. */
  readonly units: readonly (readonly (readonly number[])[])[];
}

/** The weights of the first layer with any, where they are over an image. */
function weightsOf(
  { layers }: Network,
  [, width, depth]: readonly [number, number, number],
): FirstWeights | undefined {
  const layer = layers.find(({ kind }) => !PASSING.includes(kind.name));
  const { weights } = layer?.parameters ?? {};
  if (layer === undefined || weights === undefined) return undefined;
  const isConv = layer.kind.name === "conv2d";
  if (!isConv && layer.kind.name !== "dense") return undefined;
  const size = isConv ? (layer.options as { kernelSize: readonly number[] }).kernelSize[1]! : width;
  const channels = Math.min(depth, MOST_CHANNELS);
  const { columns, data } = weights;
  return {
    ...{ word: isConv ? "filter" : "unit", width: size, channels },
    units: Array.from(
      { length: weights.rows },
      (_, i) =>
        Array.from(
          { length: channels },
          (_, c) =>
            Array.from({ length: columns / depth }, (_, k) => {
              return data[i * columns + k * depth + c]!;
            }),
        ),
    ),
  };
}
