import type { Knot } from "./spline.ts";

/** The path of a pen between touching the paper and leaving it: at least two knots. */
export type Stroke = readonly Knot[];

/** One way of writing a digit, in a box from 0 to 100. */
export type Glyph = readonly Stroke[];

// The digits as people write them, with names for the reader. Each string is one stroke, in the order
// of writing: its points "x,y" in a box of 100 by 100, x to the right, y down, ^ marking a corner.
const WRITTEN: Readonly<Record<number, Readonly<Record<string, readonly string[]>>>> = {
  0: {
    round: ["58,4 36,6 20,28 17,55 27,86 50,97 73,84 83,52 76,20 58,4 46,5"],
    narrow: ["48,4 34,20 28,50 34,80 50,96 66,78 72,48 66,18 50,4"],
    lipped: ["68,16 50,4 30,14 18,45 24,80 48,97 72,85 84,50 74,18 52,6 34,12"],
  },
  1: {
    plain: ["52,3 50,50 48,97"],
    flag: ["30,26 54,4^ 53,50 52,97"],
    upstroke: ["30,36 55,4^ 54,50 53,97"],
    footed: ["32,24 53,4^ 52,50 51,95", "28,96 52,95 76,95"],
  },
  2: {
    plain: ["20,26 30,9 50,3 70,12 74,32 60,56 38,78 18,95^ 50,94 84,93"],
    looped: ["20,24 33,7 54,4 71,17 70,38 54,62 34,84 20,92 13,85 22,77 40,83 62,94 86,88"],
    wavy: ["24,16 48,4 70,13 72,34 50,62 18,92^ 40,87 60,92 82,93"],
  },
  3: {
    round: ["20,16 40,4 64,9 70,28 58,43 38,47^ 62,52 77,70 66,90 42,97 18,86"],
    flat: ["22,6 48,6 72,5^ 58,22 42,40^ 66,47 78,68 66,90 42,97 18,87"],
    looped: ["22,14 46,3 68,14 62,34 44,46 35,50 36,43 50,46 70,56 76,74 58,94 36,97 18,86"],
  },
  4: {
    open: ["30,5 24,30 18,60^ 50,59 86,56", "68,22 65,60 63,97"],
    closed: ["64,4 38,34 12,66^ 50,66 88,65", "64,4 63,50 62,97"],
    boxy: ["26,10 21,53^ 50,53 80,51", "72,9 70,52 68,97"],
    cup: ["24,8 19,30 25,50 43,56 62,50 74,34", "77,6 71,45 63,97"],
  },
  5: {
    capped: ["31,6 28,26 25,45^ 46,38 70,48 76,70 60,92 36,97 16,87", "31,6 56,5 80,3"],
    single: ["78,5 52,6 30,7^ 27,28 24,44^ 48,38 72,50 74,74 56,93 32,96 16,86"],
    snake: ["78,6 52,5 33,12 28,30 42,43 64,54 74,72 60,92 36,97 16,88"],
  },
  6: {
    round: ["66,4 44,18 27,44 21,70 32,92 54,97 74,84 74,64 56,53 36,60 24,76"],
    straight: ["58,3 40,32 26,62 26,84 42,97 64,92 70,74 58,61 40,66 28,80"],
    curled: ["74,16 60,5 40,12 24,38 20,68 32,92 56,97 76,82 74,62 54,52 32,62 23,74"],
  },
  7: {
    plain: ["15,8 48,8 82,7^ 62,48 44,97"],
    barred: ["15,8 48,8 82,7^ 60,48 44,97", "32,53 54,51 76,48"],
    curved: ["16,11 46,7 76,10 73,30 54,62 47,97"],
    hooked: ["15,24 17,8^ 50,10 86,7^ 66,38 51,68 46,97"],
  },
  8: {
    single: ["70,18 52,4 30,12 30,32 50,46 72,62 74,84 50,97 26,84 28,64 50,47 69,32 68,14"],
    stacked: [
      "50,46 30,36 28,18 50,4 70,16 68,36 50,47",
      "50,47 26,60 22,82 50,97 78,82 74,60 50,47",
    ],
    open: ["76,7 50,5 30,20 42,41 66,58 72,80 52,97 28,86 30,65 52,46 70,28 80,10"],
  },
  9: {
    straight: ["74,22 56,5 32,12 24,34 36,52 58,48 75,22^ 72,60 68,97"],
    hooked: ["74,20 56,4 32,10 23,32 36,50 58,46 75,21^ 76,52 72,82 54,97 30,90"],
    round: ["70,36 54,50 34,46 25,28 38,8 60,5 76,22 77,50 66,80 44,97"],
  },
};

/** The ways of writing each digit, by the digit. */
export const GLYPHS: readonly (readonly Glyph[])[] = /* @__PURE__ */ Object.values(WRITTEN)
  .map((glyphs) => Object.values(glyphs).map((strokes) => strokes.map(parseStroke)));

function parseStroke(text: string): Stroke {
  return text.split(" ").map((knot) => {
    const [x, y] = knot.split(",", 2) as [string, string];
    return { at: [Number.parseFloat(x), Number.parseFloat(y)], corner: knot.endsWith("^") };
  });
}
