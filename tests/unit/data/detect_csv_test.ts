import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { csvGenerator, detectCsv, type DetectedCsv } from "../../../data.ts";

const PLAIN = { delimiter: ",", header: true, decimal: ".", missing: [] } as const;

function detects(text: string, expected: Partial<DetectedCsv>): void {
  assertEquals(detectCsv(text), { ...PLAIN, ...expected }, text);
}

Deno.test("detectCsv() recognizes the files that people have", () => {
  // As Titanic is published: quoted names with commas, ages that are blank.
  detects(
    'PassengerId,Survived,Name,Sex,Age\n1,0,"Braund, Mr. Owen Harris",male,22\n' +
      '2,1,"Cumings, Mrs. John",female,38\n6,0,"Moran, Mr. James",male,\n',
    {},
  );
  // UCI's iris, without a header; wine quality, with semicolons; auto-mpg, with runs of blanks.
  detects("5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n\n", { header: false });
  detects('"fixed acidity";"volatile acidity";"quality"\n7.4;0.7;5\n7.8;0.88;5\n', {
    delimiter: ";",
  });
  detects(
    '18.0   8   307.0  130.0\t"chevrolet chevelle malibu"\n' +
      '25.0   4   98.00  ?\t"ford pinto"\n15.0   8   350.0      165.0\t"buick skylark 320"\n',
    { delimiter: "whitespace", header: false, missing: ["?"] },
  );
  // UCI's adult: blanks after commas, a question mark among categories.
  detects(
    "39, State-gov, 77516, <=50K\n50, ?, 83311, >50K\n",
    { header: false, missing: ["?"] },
  );
  detects("a\tb\nx y\t1\nz w\t2\n", { delimiter: "\t" });
  detects("a|b\n1|2\n", { delimiter: "|" });
});

Deno.test("detectCsv() tells decimal commas from marks of thousands", () => {
  const semicolons = { delimiter: ";" };
  detects("a;b\n1,5;2\n2;3,25\n", { ...semicolons, decimal: "," });
  detects("a;b\n1.137,5;2\n", { ...semicolons, decimal: ",", thousands: "." });
  detects("a;b\n1,137.5;2\n", { ...semicolons, thousands: "," });
  detects("a;b\n1.000.000;2\n", { ...semicolons, decimal: ",", thousands: "." });
  detects("a;b\n1,234;0,512\n", { ...semicolons, decimal: "," });
  detects("a;b\n1,234;5\n", { ...semicolons, decimal: "," }); // else commas would be between fields
  detects('a,b\n"1,234",5\n"5,678",1\n', { thousands: "," });
  detects('a,b\n"1,5",5\n', { decimal: "," });
  detects("a,b\n1.234,5\n", {});
  detects("a;b\n1 234;0,5\n", { ...semicolons, decimal: ",", thousands: " " });
  detects("a;b\n1'234.5;2\n", { ...semicolons, thousands: "'" });
  detects("a\tb\n1,5\t2,5\n", { delimiter: "\t", decimal: "," });
  detects("1,5 200,5\n2,5 -3,5\n", { delimiter: "whitespace", decimal: ",", header: false });
  detects("a,b\n0.512,1\n", {});
  detects("a,b\n2020-01-05,1.2.3\n", {});
});

Deno.test("detectCsv() finds what stands for missing values, where only numbers could", () => {
  detects("a,b\n1,x\nNA,y\n-,n/a\n3,none\n4,-\n5,z\n", { missing: ["NA", "-", "n/a"] });
  detects("a\nx\nnone\n", {});
  detects("a\n1\nnone\n", { missing: ["none"] });
});

Deno.test("detectCsv() takes texts that differ from those below for a header", () => {
  detects("name,kind\nann,x\nbob,y\n", {});
  detects("ann,x\nbob,y\ncy,x\n", { header: false });
  detects("ann,ann\nbob,x\n", { header: false });
  // What stands above numbers names them, though a name is there twice, or missing.
  detects("a,a\n1,2\n", {});
  detects("size,\n1,\n2,\n", {});
  detects("NA,ann\n1,bob\n2,ann\n", { header: false, missing: ["NA"] });
  detects("", { header: true });
  detects("2019,2020\nx,y\n", { header: false });
});

Deno.test("detectCsv() stops at what is not CSV, and takes any text", () => {
  detects("a;b\n1;2\n3\n4;5\n", { delimiter: ";" });
  detects('a;b\n1;2\n"open;3\n', { delimiter: ";" });
  detects("a sentence of words\nanother one of words\n", {});
  detects("\ufeffa;b\n1;2\n", { delimiter: ";" });
  assertThrows(() => detectCsv(7 as never), TypeError, "CSV must be text in a string");
  const text = fc.string({ unit: fc.constantFrom(..."a1,;\t| \n\r\"'.-?é"), maxLength: 40 });
  fc.assert(fc.property(text, (text) => {
    assert([",", ";", "\t", "|", "whitespace"].includes(detectCsv(text).delimiter));
  }));
});

Deno.test("detectCsv() recognizes what was written, so that csvGenerator() reads it", () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: -99999, max: 99999 }), fc.constantFrom("red", "blue, dark", "a b")),
    { minLength: 2, maxLength: 9 },
  );
  const styles = fc.constantFrom(
    ...([[",", "."], [";", "."], [";", ","], ["\t", ","], ["|", "."], ["  ", "."]] as const),
  );
  fc.assert(fc.property(rows, styles, fc.boolean(), (rows, [between, decimal], header) => {
    // Two decimals, as a comma before three may stand between thousands.
    const write = (n: number) => (n / 100).toFixed(2).replace(".", decimal);
    const lines = rows.map(([n, text]) => [write(n), `"${text}"`, "7"].join(between));
    const text = [...(header ? [["size", "colour", "y"].join(between)] : []), ...lines].join("\n");
    const format = detectCsv(text);
    assertEquals([format.decimal, format.header], [decimal, header]);
    const { train } = csvGenerator(text, {
      ...{ ...format, target: 0, validation: 0, test: 0 },
    });
    assertEquals(Array.from(train.targets.data), rows.map(([n]) => Number((n / 100).toFixed(2))));
  }));
});
