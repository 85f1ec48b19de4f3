import { assertEquals, assertThrows } from "@std/assert";
import { encodePng } from "../../../scripts/support/png.ts";
import { formatOf } from "../../../src/data/files/images/format.ts";
import { IMAGE_SAMPLES, TINY_JPEG } from "../../support/image_files.ts";

/** Bytes with some replaced, from a place on. */
function patched(bytes: Uint8Array, at: number, replaced: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(replaced, at);
  return copy;
}

/** A JPEG with another size in its frame header. */
function jpegOf(bytes: Uint8Array, side: number): Uint8Array {
  const frame = bytes.findIndex((byte, i) => {
    return byte === 0xff && [0xc0, 0xc2, 0xc9].includes(bytes[i + 1]!);
  });
  const two = [side >> 8, side & 255];
  return patched(bytes, frame + 5, [...two, ...two]);
}

/** Each format with a header that claims a square. */
const CLAIMS: readonly (readonly [string, (side: number) => Uint8Array])[] = [
  ["PNG", (side) => {
    const four = [24, 16, 8, 0].map((shift) => side >>> shift & 255);
    return patched(encodePng(1, Uint8Array.of(7)), 16, [...four, ...four]);
  }],
  [
    "JPEG",
    (side) => jpegOf(IMAGE_SAMPLES.find(({ name }) => name === "progressive.jpg")!.bytes, side),
  ],
  ["JPEG", (side) => jpegOf(TINY_JPEG, side)],
  ["BMP", (side) => {
    const four = [0, 8, 16, 24].map((shift) => side >>> shift & 255);
    // Rows from the top down have a negative height.
    const down = [0, 8, 16, 24].map((shift) => -side >> shift & 255);
    return patched(IMAGE_SAMPLES.find(({ name }) => name === "rgb.bmp")!.bytes, 18, [
      ...four,
      ...down,
    ]);
  }],
];

Deno.test("formatOf() knows each kind of file, and that it has the pixels that it claims", () => {
  for (const { name, bytes } of IMAGE_SAMPLES) {
    const format = { png: "PNG", jpg: "JPEG", bmp: "BMP" }[name.split(".").at(-1)!];
    assertEquals(formatOf(bytes, 12), format, name);
    assertThrows(
      () => formatOf(bytes, 11),
      RangeError,
      "4 × 3 pixels, more than 11: raise maxPixels to 12",
    );
  }
});

Deno.test("formatOf() takes a claim for true only as far as the file can hold it", () => {
  const density = { PNG: 8256, JPEG: 512, BMP: 128 } as Record<string, number>;
  for (const [name, claiming] of CLAIMS) {
    const { length } = claiming(1), most = Math.floor(Math.sqrt(density[name]! * length));
    assertEquals(formatOf(claiming(most), Infinity), name);
    const message = `more than a ${name} file of ${length} bytes can hold: it is cut short`;
    for (const side of [most + 1, 10_000]) {
      assertThrows(
        () => formatOf(claiming(side), Infinity),
        SyntaxError,
        `${side} × ${side} pixels, ${message}`,
      );
    }
  }
});

Deno.test("formatOf() names the format of a file that is not an image", () => {
  assertThrows(
    () => formatOf(new TextEncoder().encode("%PDF-1.4"), 1),
    SyntaxError,
    "it is neither PNG nor JPEG nor BMP, but a PDF document",
  );
});

Deno.test("formatOf() finds the frame of a JPEG behind fill bytes and markers alone", () => {
  const odd = [
    0xff,
    0xd8,
    0xff,
    0x01,
    7,
    7,
    0xff,
    0xff,
    0xfe,
    0,
    4,
    0xff,
    0xc0,
    0xff,
    0xc1,
    0,
    11,
    8,
  ];
  const file = Uint8Array.of(...odd, 0, 2, 0, 3, 1, 1, 0x11, 0);
  assertThrows(() => formatOf(file, 5), RangeError, "it has 3 × 2 pixels, more than 5");
});

Deno.test("formatOf() refuses sides beyond 65535, and headers that are cut short", () => {
  const long = patched(new Uint8Array(1000), 0, [0x42, 0x4d]);
  new DataView(long.buffer).setUint16(14, 12, true);
  new DataView(long.buffer).setUint32(18, 0x0001_ffff, true);
  assertEquals(formatOf(long, 65_535), "BMP"); // of the older, shorter header
  new DataView(long.buffer).setUint16(14, 40, true);
  new DataView(long.buffer).setUint32(18, 65_536, true);
  new DataView(long.buffer).setUint32(22, 1, true);
  assertThrows(() => formatOf(long, Infinity), RangeError, "at most 65535 in a row or column");
  for (const { name, bytes } of IMAGE_SAMPLES) {
    const error = assertThrows(() => formatOf(bytes.subarray(0, 16), 12), SyntaxError);
    assertEquals(error.message.endsWith("its header is cut short"), true, name);
  }
});
