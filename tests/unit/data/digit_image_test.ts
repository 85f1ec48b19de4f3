import { assert, assertEquals, assertThrows } from "@std/assert";
import { digitImage } from "../../../src/data/digit_image.ts";
import { resize } from "../../../src/data/files/images/resize.ts";
import { loadStrokes } from "../../../src/data/sets/strokes.ts";

const SIDE = 28;
const { train } = loadStrokes({ train: 20, test: 1, seed: 3 });
const DIGITS = Array.from({ length: 20 }, (_, i) => {
  return Uint8Array.from({ length: SIDE ** 2 }, (_, p) => train.inputs.data[i * SIDE ** 2 + p]!);
});

/** A digit in a larger frame, each pixel drawn as a square, dark on light if so wanted. */
function framed(digit: Uint8Array, { frame = 140, x = 0, y = 0, zoom = 1, isDark = false }) {
  const pixels = new Uint8Array(frame * frame);
  for (let row = 0; row < SIDE * zoom; row++) {
    for (let column = 0; column < SIDE * zoom; column++) {
      pixels[(y + row) * frame + x + column] =
        digit[Math.floor(row / zoom) * SIDE + Math.floor(column / zoom)]!;
    }
  }
  return isDark ? pixels.map((grey) => 255 - grey) : pixels;
}

/** The centre of mass, and the rows and columns of the ink. */
function layoutOf(image: Uint8Array) {
  let mass = 0, x = 0, y = 0;
  const rows = new Set<number>(), columns = new Set<number>();
  image.forEach((byte, i) => {
    mass += byte;
    x += byte * (i % SIDE);
    y += byte * Math.floor(i / SIDE);
    if (byte > 0) rows.add(Math.floor(i / SIDE)) && columns.add(i % SIDE);
  });
  return { x: x / mass, y: y / mass, rows: rows.size, columns: columns.size };
}

Deno.test("digitImage() scales the ink into 20 × 20 and puts its centre of mass at (14, 14)", () => {
  for (const digit of DIGITS) {
    const image = digitImage(digit, SIDE, SIDE);
    assertEquals([image.rows, image.columns, image.data.length], [1, 784, 784]);
    const { x, y, rows, columns } = layoutOf(image.data);
    assertEquals(Math.max(rows, columns), 20);
    // By whole pixels: half a pixel is as near as it comes.
    assertEquals([Math.abs(x - 14) <= 0.51, Math.abs(y - 14) <= 0.51], [true, true], `${x} ${y}`);
  }
});

Deno.test("digitImage() changes none of its own images by more than the cut of faint edges", () => {
  for (const digit of DIGITS) {
    const once = digitImage(digit, SIDE, SIDE).data, twice = digitImage(once, SIDE, SIDE).data;
    const change = once.reduce((sum, byte, i) => sum + Math.abs(byte - twice[i]!), 0);
    // A fainter edge than a tenth of the contrast is cut, which moves and scales some digits.
    assertEquals(change / once.length < 8, true, `${change / once.length} of 255 for each pixel`);
  }
});

Deno.test("digitImage() gives one image of a digit wherever it is, dark or light, at a zoom of 2 and 4", () => {
  for (const digit of DIGITS.slice(0, 5)) {
    const wanted = digitImage(framed(digit, { zoom: 2 }), 140, 140).data;
    const moved = digitImage(framed(digit, { zoom: 2, x: 80, y: 30, isDark: true }), 140, 140);
    assertEquals(moved.data, wanted);
    assertEquals(moved.isInverted, true);
    const larger = digitImage(framed(digit, { zoom: 4, x: 10 }), 140, 140);
    assertEquals(larger.isInverted, false);
    // A mean of areas does not see how fine the squares are.
    const far = larger.data.findIndex((byte, i) => Math.abs(byte - wanted[i]!) > 1);
    assertEquals(far, -1);
  }
});

Deno.test("digitImage() of a reduced digit is nearer to that of the whole than its pixels as squares are", () => {
  const samplesOf = (data: ArrayLike<number>, width: number, height: number) => {
    const row = (y: number) => Array.prototype.slice.call(data, y * width, (y + 1) * width);
    return { width, height, channels: 1, row };
  };
  const far = (x: ArrayLike<number>, y: ArrayLike<number>) => {
    return Array.from(x).reduce((sum, byte, i) => sum + Math.abs(byte - y[i]!), 0) / SIDE ** 2;
  };
  const digits = DIGITS.slice(0, 10), zoom = 5;
  for (const side of [12, 14]) {
    let drawn = 0, squares = 0, interpolated = 0;
    for (const digit of digits) {
      const wanted = digitImage(digit, SIDE, SIDE).data;
      const small = resize(samplesOf(digit, SIDE, SIDE), side, side, "area").map(Math.round);
      const found = digitImage(small, side, side).data;
      assertEquals(Math.max(...found), 255, "ink as light as MNIST's");
      const large = (how: "area" | "bilinear") =>
        digitImage(
          resize(samplesOf(small, side, side), zoom * side, zoom * side, how),
          ...[zoom * side, zoom * side] as const,
        ).data;
      drawn += far(found, wanted) / digits.length;
      squares += far(large("area"), wanted) / digits.length;
      interpolated += far(large("bilinear"), wanted) / digits.length;
    }
    // Without an outline, a digit and its pixels as squares differ by rounding: a level at most.
    const rounding = 1, said = `${side}: ${drawn}, ${squares} as squares, ${interpolated}`;
    assert(drawn < squares - rounding && drawn < interpolated - rounding, said);
  }
});

Deno.test("digitImage() draws what is one pixel, or touches the edges, in full", () => {
  const dot = new Uint8Array(49).fill(0, 0, 49).map((_, i) => i === 24 ? 200 : 0);
  for (
    const [pixels, side] of [[dot, 7], [[0, 0, 0, 255], 2], [[9, 9, 9, 9, 9, 9, 99, 99, 99], 3]]
  ) {
    const { data } = digitImage(pixels as Uint8Array, side as number, side as number);
    const { rows, columns } = layoutOf(data);
    assertEquals([Math.max(...data), Math.max(rows, columns)], [255, 20]);
  }
});

Deno.test("digitImage() lays RGBA on white or black, whichever shows it, by the weights of grey", () => {
  const rgba = (ink: readonly number[], ground: readonly number[]) => {
    return Uint8ClampedArray.from([...DIGITS[0]!].flatMap((byte) => byte > 128 ? ink : ground));
  };
  const grey = digitImage(DIGITS[0]!.map((byte) => byte > 128 ? 255 : 0), SIDE, SIDE);
  const images = [
    rgba([255, 255, 255, 255], [0, 0, 0, 255]),
    rgba([0, 0, 0, 255], [255, 255, 255, 255]),
    rgba([0, 0, 0, 255], [0, 0, 0, 0]), // black strokes on a transparent canvas
    rgba([255, 255, 255, 255], [255, 255, 255, 0]),
    rgba([0, 0, 255, 255], [255, 255, 0, 255]), // 29 on 226
  ];
  for (const pixels of images) assertEquals(digitImage(pixels, SIDE, SIDE).data, grey.data);
  // 0.299 · 100 = 29.9 and 0.587 · 51 = 29.9: red and green of one grey are blank.
  const same = rgba([100, 0, 0, 255], [0, 51, 0, 255]);
  assertThrows(() => digitImage(same, SIDE, SIDE), RangeError, "its greys are from 30 to 30");
});

Deno.test("digitImage() says of blank and transparent images that they are", () => {
  const blank = new Uint8Array(100).fill(200).map((grey, i) => i === 55 ? 215 : grey);
  assertThrows(
    () => digitImage(blank, 10, 10),
    RangeError,
    "The image must show a digit, but is blank: its greys are from 200 to 215",
  );
  assertEquals(digitImage(blank.map((grey) => grey === 215 ? 216 : grey), 10, 10).rows, 1);
  assertThrows(() => digitImage(new Uint8Array(400), 10, 10), RangeError, "but is transparent");
  assertThrows(() => digitImage([7], 1, 1), RangeError, "but is blank");
  assertThrows(() => digitImage(Array(4).fill(NaN), 2, 2), RangeError, "but is blank");
});

Deno.test("digitImage() of a line is a line, and keeps its images in the frame", () => {
  const line = new Uint8Array(300 * 30);
  line.fill(255, 10 * 300 + 20, 10 * 300 + 280);
  const { rows, columns } = layoutOf(digitImage(line, 300, 30).data);
  assertEquals([rows, columns], [1, 20]);
  // Nearly all of the mass is at the left end.
  const comet = new Uint8Array(50 * 50);
  for (let i = 10; i < 40; i++) {
    comet.fill(255, i * 50 + 10, i * 50 + 12);
    comet[40 * 50 + i] = 60;
  }
  assertEquals(layoutOf(digitImage(comet, 50, 50).data).rows, 20);
});

Deno.test("digitImage() throws where the pixels do not fit the size, and leaves them as they are", () => {
  const message = "pixels must hold 6 greys or 24 bytes of RGBA for 2 × 3 pixels, but found a ";
  assertThrows(() => digitImage(new Uint8Array(7), 2, 3), TypeError, message);
  assertThrows(() => digitImage([], 0, 3), RangeError, "width must be a positive integer");
  assertThrows(() => digitImage(undefined!, 1, 1), TypeError, "but found undefined");
  const copy = DIGITS[0]!.slice();
  digitImage(copy, SIDE, SIDE);
  assertEquals(copy, DIGITS[0]);
});
