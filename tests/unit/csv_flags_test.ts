import { assertEquals, assertThrows } from "@std/assert";
import { csvGenerator } from "../../data.ts";
import { csvText } from "../../scripts/support/csv.ts";
import { UsageError } from "../../scripts/support/command.ts";
import { columnOf } from "../../scripts/support/sources/csv.ts";
import { matrix } from "../../engine.ts";
import { blankAmong } from "../../scripts/support/sources/images.ts";
import { csvTextOf } from "../../scripts/support/sources/csv_text.ts";
import { classesWithout } from "../../scripts/support/sources/source.ts";
import { messageInFlags } from "../../scripts/support/sources/in_flags.ts";
import { parseCsv } from "../../data.ts";

/** The bytes of a text in UTF-16. */
function utf16(text: string, isLittle: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  Array.from(text, (c, i) => view.setUint16(2 * i, c.charCodeAt(0), isLittle));
  return new Uint8Array(view.buffer);
}

Deno.test("csvTextOf() reads UTF-8, both of UTF-16 and Windows-1252, and no images", () => {
  const said: string[] = [], say = (line: string) => void said.push(line);
  const read = (bytes: Uint8Array) => csvTextOf(bytes, "a.csv", say);
  const text = "länge;art\n1,5;Ü\n";
  assertEquals(read(new TextEncoder().encode(text)), text);
  assertEquals(read(utf16(`\ufeff${text}`, true)), text);
  assertEquals(read(utf16(`\ufeff${text}`, false)), text);
  assertEquals(said, []);
  assertEquals(read(Uint8Array.from(text, (c) => c.charCodeAt(0))), text);
  assertEquals(said, ["characters: not UTF-8, so taken for Windows-1252"]);
  assertThrows(() => read(new Uint8Array()), SyntaxError, "but is an empty file");
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);
  assertThrows(() => read(png), SyntaxError, "a.csv must be a CSV file, but is a PNG image");
  assertThrows(() => read(Uint8Array.of(7, 0, 0, 1)), SyntaxError, "has bytes of 0, as of UTF-16");
});

Deno.test("columnOf() finds columns with blanks around their names, and lists a few of many", () => {
  assertEquals(columnOf("kind", ["size", " kind "], "target"), " kind ");
  assertEquals(columnOf("kind", [" kind", "kind"], "target"), "kind");
  assertEquals(columnOf("-1", ["size", " kind "], "target"), " kind ");
  const many = Array.from({ length: 2000 }, (_, i) => `column ${i}`);
  const { message } = assertThrows(() => columnOf("x", many, "drop"), UsageError);
  assertEquals([message.includes("column 9,"), message.length < 600], [true, true]);
});

Deno.test("messageInFlags() leaves no option of the library in messages about a file", () => {
  const rows = Array.from({ length: 1200 }, (_, i) => `${i},n${i}`).join("\n");
  const options = { target: "a", validation: 0, test: 0 };
  for (
    const [text, expected] of [
      ["a,b\n1,2\n2,x\n3,4\n5,6\n", ['--missing "x"', '--categorical "b"', '--drop "b"']],
      ["a,b\n1,2\n2,$3\n3,4\n5,6\n", ["write numbers", '--categorical "b"']],
      ['a,b\n1,"1,5"\n2,"1,137"\n3,4\n5,6\n', ['--decimal ","', '--drop "b"']],
      [`a,b\n${rows}`, ['--drop "b"']],
    ] as const
  ) {
    const error = assertThrows(() => csvGenerator(text, options), Error);
    const message = messageInFlags(error.message);
    assertEquals(message.includes("{"), false, message);
    for (const words of expected) assertEquals(message.includes(words), true, message);
  }
  const large = "12 pixels, more than 11: raise maxPixels to 12 to read it";
  const said = "12 pixels, more than 11: raise --max-pixels to 12 to read it";
  assertEquals(messageInFlags(`${large}; ${large}`), `${said}; ${said}`);
});

Deno.test("csvText() with blanks between fields quotes what would be lost", () => {
  const records = [["a b", "", "c\td", "e"], ["1", "2", "3", "4"]];
  assertEquals(parseCsv(csvText(records, "\n", " "), { delimiter: "whitespace" }), records);
});

Deno.test("classesWithout() names the classes that no example to train on is of", () => {
  assertEquals(classesWithout({ labels: [2, 0, 2] }, ["a", "b", "c"]), ["b"]);
  assertEquals(classesWithout({ labels: Uint32Array.of(1, 0) }, ["a", "b"]), []);
});

Deno.test("blankAmong() counts the images of one grey, as drawings on the background of their ink are", () => {
  assertEquals(blankAmong(matrix([[0, 0, 0], [0, 1, 0], [9, 9, 9], [0, 0, 1]])), 2);
});
