import { assertEquals } from "@std/assert";
import { crc32 } from "../../../../src/core/support/crc32.ts";
import { exampleImage } from "../../../../src/report/images/example_image.ts";
import { type Bitmap, imageAddress } from "../../../../src/report/images/png.ts";
import { sheetOf } from "../../../../src/report/images/sheet.ts";
import { signedImage } from "../../../../src/report/images/signed.ts";

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The chunks of a PNG file in an address, their checksums checked. */
function chunksOf(address: string): Chunk[] {
  const file = Uint8Array.from(atob(address.split(",")[1]!), (letter) => letter.charCodeAt(0));
  assertEquals(Array.from(file.subarray(0, 8)), [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const view = new DataView(file.buffer), chunks: Chunk[] = [];
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at), body = file.slice(at + 4, at + 8 + length);
    assertEquals(view.getUint32(at + 8 + length), crc32(body));
    chunks.push({ type: new TextDecoder().decode(body.subarray(0, 4)), data: body.slice(4) });
    at += 12 + length;
  }
  return chunks;
}

/** The rows of a PNG file, without their filters, which must be 0. */
async function rowsOf(address: string): Promise<{ width: number; rows: number[][] }> {
  const chunks = chunksOf(address), [header] = chunks;
  const { data } = chunks.find(({ type }) => type === "IDAT")!;
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const view = new DataView(header!.data.buffer);
  const [width, height] = [view.getUint32(0), view.getUint32(4)], length = bytes.length / height;
  return {
    width,
    rows: Array.from({ length: height }, (_, y) => {
      const [filter, ...row] = bytes.subarray(y * length, (y + 1) * length);
      assertEquals(filter, 0);
      return row;
    }),
  };
}

Deno.test("imageAddress() is a PNG file of the image, grey, in colours, or with a palette", async () => {
  const images: (readonly [Bitmap, number])[] = [
    [{ width: 2, height: 2, bytes: Uint8Array.of(0, 255, 7, 8) }, 0],
    [{ width: 1, height: 1, channels: 3, bytes: Uint8Array.of(1, 2, 3) }, 2],
    [{ width: 1, height: 2, channels: 4, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }, 6],
    [{ width: 2, height: 1, bytes: Uint8Array.of(0, 1), palette: [[1, 2, 3, 0], [4, 5, 6, 9]] }, 3],
  ];
  for (const [image, colourType] of images) {
    const address = await imageAddress(image), chunks = chunksOf(address);
    assertEquals(Array.from(chunks[0]!.data.subarray(8)), [8, colourType, 0, 0, 0]);
    const { rows } = await rowsOf(address);
    assertEquals(rows.flat(), Array.from(image.bytes));
    if (!image.palette) continue;
    assertEquals(chunks.map(({ type }) => type), ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
    assertEquals(Array.from(chunks[1]!.data), [1, 2, 3, 4, 5, 6]);
    assertEquals(Array.from(chunks[2]!.data), [0, 9]);
  }
});

Deno.test("sheetOf() shows of its file the part where the image of the number lies", async () => {
  // More than lie side by side in 2048 pixels.
  const images = Array.from({ length: 5 }, (_, k): Bitmap => {
    return { width: 1000, height: 2, bytes: new Uint8Array(2000).fill(k + 1) };
  });
  const { definition, image } = await sheetOf("digits", images);
  const { width, rows } = await rowsOf(definition.match(/href="([^"]*)"/)![1]!);
  assertEquals([width, rows.length], [2000, 6]);
  images.forEach((_, k) => {
    const [x, y, w, h] = image(k, "").match(/viewBox="([^"]*)"/)![1]!.split(" ").map(Number);
    const shown = rows.slice(y!, y! + h!).map((row) => row.slice(x!, x! + w!));
    assertEquals(new Set(shown.flat()), new Set([k + 1]));
  });
  assertEquals(
    image(0, '<a> "b"').match(/aria-label="([^"]*)"/)![1],
    "&lt;a&gt; &quot;b&quot;",
  );
  assertEquals(image(0, "").match(/href="([^"]*)"/)![1], "#digits");
  assertEquals(definition.match(/ id="([^"]*)"/)![1], "digits");
});

Deno.test("signedImage() tells signs by colour and sizes by opacity", () => {
  const { bytes, palette } = signedImage([-2, -1, 0, 1, 9], 5, 2);
  const shown = Array.from(bytes, (k) => palette![k]!);
  assertEquals(shown.map(([, , , alpha]) => alpha), [255, 132, 0, 132, 255]);
  assertEquals(shown[0]!.slice(0, 3), shown[1]!.slice(0, 3));
  assertEquals(shown[3]!.slice(0, 3), shown[4]!.slice(0, 3));
  assertEquals(signedImage([0, 0], 2).bytes, Uint8Array.of(31, 31));
});

Deno.test("exampleImage() shows bytes as they are and numbers from black to white", () => {
  const bytes = { rows: 2, columns: 2, data: Uint8Array.of(9, 9, 0, 200), scale: 1 / 255 };
  assertEquals(Array.from(exampleImage(bytes, 1, [1, 2, 1]).bytes), [0, 200]);
  const numbers = { rows: 1, columns: 3, data: [-1, 0, 1] };
  assertEquals(Array.from(exampleImage(numbers, 0, [1, 3, 1]).bytes), [0, 128, 255]);
  const pair = { rows: 1, columns: 2, data: [0, 1] }; // two channels, which no image file has
  assertEquals(exampleImage(pair, 0, [1, 1, 2]).bytes, Uint8Array.of(128));
  const large = { rows: 1, columns: 128 * 256, data: new Uint8Array(128 * 256).fill(50), scale: 1 };
  const { width, height, bytes: small } = exampleImage(large, 0, [128, 256, 1]);
  assertEquals([width, height, small.length, small[7]], [64, 32, 2048, 50]);
});
