import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { csvGenerator, csvInputs, type CsvOptions, parseCsv } from "../../../../data.ts";

const WHOLE = { validation: 0, test: 0, standardize: false } as const;

function numbersIn(text: string, options: CsvOptions): number[] {
  const { train: { inputs, targets } } = csvGenerator(text, { ...WHOLE, ...options });
  return [...inputs.data as Float64Array, ...targets.data as Float64Array];
}

Deno.test("parseCsv() splits at runs of blanks, around a line and in quotes as well", () => {
  const delimiter = "whitespace";
  assertEquals(
    parseCsv('  18.0 8\t"chevrolet malibu"  \r\n15.0   8\t \tbuick\n\t -1 2 x', { delimiter }),
    [["18.0", "8", "chevrolet malibu"], ["15.0", "8", "buick"], ["-1", "2", "x"]],
  );
  assertEquals(parseCsv("1 2\n3 4\n  \n\n", { delimiter }), [["1", "2"], ["3", "4"]]);
  assertEquals(parseCsv("1 2\n\n3 4\n", { delimiter }), [["1", "2"], ["3", "4"]]);
  assertThrows(() => parseCsv("1 2\n\n3\n", { delimiter }), SyntaxError, "line 3 has 1");
  const fields = fc.array(fc.stringMatching(/^[-a-z0-9.,;]{1,6}$/), { minLength: 3, maxLength: 3 });
  const blanks = fc.stringMatching(/^[ \t]{1,4}$/);
  fc.assert(fc.property(fc.array(fields, { minLength: 1 }), blanks, blanks, (records, a, b) => {
    const text = records.map(([x, y, z]) => a + x + b + y + a + z + b).join("\n");
    assertEquals(parseCsv(text, { delimiter }), records);
  }));
});

Deno.test("csvGenerator() reads numbers with decimal commas and marks of thousands", () => {
  const rows = '1.137,5;-2;"3,25"\n0,5;1.000.000;,5\n';
  const marks = { decimal: ",", thousands: ".", delimiter: ";" } as const;
  const options = { ...marks, header: false, target: -1 };
  assertEquals(numbersIn(rows, options), [1137.5, -2, 0.5, 1e6, 3.25, 0.5]);
  // Between commas, numbers with a decimal comma stand in quotes.
  assertEquals(numbersIn('x,y\n"1,5",2\n3,"-0,5"\n', { target: "y", decimal: "," }), [
    1.5,
    3,
    2,
    -0.5,
  ]);
  for (
    const [thousands, field] of [
      ...[[",", '"1,234,567.5"'], [" ", "1 234\u00a0567.5"], [" ", "1\u202f234 567.5"]],
      ...[["'", "1'234'567.5"], ["'", "1’234’567.5"]],
    ] as [NonNullable<CsvOptions["thousands"]>, string][]
  ) {
    assertEquals(numbersIn(`x,y\n${field},1\n2,3\n`, { target: "y", thousands }), [
      1234567.5,
      2,
      1,
      3,
    ]);
  }
  assertThrows(
    () => numbersIn('x,y\n"1,23",1\n2,3\n', { target: "y", thousands: "," }),
    RangeError,
  );
});

Deno.test("csvGenerator() reads what was written with any marks", () => {
  const marks = fc.constantFrom(
    ...([[".", undefined, ","], [",", undefined, ";"], [",", ".", "\t"], [".", "'", "|"]] as const),
    ...([[",", " ", ";"], [".", undefined, "whitespace"], [",", ".", "whitespace"]] as const),
  );
  const numbers = fc.array(fc.integer({ min: -2e9, max: 2e9 }), { minLength: 1, maxLength: 9 });
  fc.assert(fc.property(numbers, marks, (thousandths, [decimal, thousands, delimiter]) => {
    const write = (n: number) => {
      const [whole, part] = (Math.abs(n) / 1000).toFixed(3).split(".") as [string, string];
      const grouped = thousands === undefined
        ? whole
        : whole.replace(/\B(?=(\d{3})+$)/g, thousands);
      return `${n < 0 ? "-" : ""}${grouped}${decimal}${part}`;
    };
    const between = delimiter === "whitespace" ? "  " : delimiter;
    const text = thousandths.map((n) => `${write(n)}${between}7`).join("\n");
    const format = { decimal, thousands, delimiter, header: false } as const;
    const expected = [...thousandths.map((n) => n / 1000), ...thousandths.map(() => 7)];
    // + 0, as −0 is written for small negative numbers
    assertEquals(numbersIn(text, { ...format, target: 1 }).map((x) => x + 0), expected);
  }));
});

Deno.test("csvGenerator() takes columns by place, from the last if negative, without a header as names", () => {
  const text = "1,7,a,5\n2,8,b,6\n";
  const options = { header: false, target: -1, columns: { 1: "categorical" }, drop: [0] } as const;
  const { inputNames, targetNames, encoding } = csvGenerator(text, { ...WHOLE, ...options });
  assertEquals(inputNames, ["1=7", "1=8", "2=a", "2=b"]);
  assertEquals(targetNames, ["3"]);
  // Columns that follow may be missing, and the format is that of the file to train on.
  assertEquals(Array.from(csvInputs("0,8,a\n", encoding).data), [0, 1, 1, 0]);
  assertEquals(
    Array.from(csvInputs("b,8\n", encoding, { names: ["2", "1"] }).data),
    [0, 1, 0, 1],
  );
  assertEquals(
    Array.from(csvInputs("2,1\nb,8\n", encoding, { header: true }).data),
    [0, 1, 0, 1],
  );
  const named = csvGenerator(`w,x,y,z\n${text}`, {
    ...{ ...WHOLE, target: [3, "x"], drop: ["w"], names: ["w", "x", "y", "z"], header: true },
  });
  const unnamed = csvInputs("b\n", named.encoding, { names: ["y"] });
  assertEquals(Array.from(unnamed.data), [0, 1]);
  assertEquals([named.inputNames, named.targetNames], [["y=a", "y=b"], ["z", "x"]]);
  // A name goes before a place.
  const years = csvGenerator("0,1\n5,6\n7,8\n", {
    ...WHOLE,
    target: "0",
    columns: { "0": "categorical" },
  });
  assertEquals(years.targetNames, ["0=5", "0=7"]);
});

Deno.test("csvGenerator() takes weights of examples from a column, which is not an input", () => {
  const text = "x,w,y\n1,0.5,1\n2,2,2\n3,0,3\n";
  const { train, inputNames } = csvGenerator(text, { ...WHOLE, target: "y", weights: "w" });
  assertEquals(inputNames, ["x"]);
  assertEquals(train.weights, Float64Array.of(0.5, 2, 0));
  const { test } = csvGenerator(text, {
    ...{ target: "y", weights: 1, validation: 0, test: "y,w,x\n1,9,1\n" },
  });
  assertEquals(test.weights, Float64Array.of(9));
  for (
    const [file, options, message] of [
      [text.replace("0.5", "-0.5"), {}, "Column w of record 1 must be at least 0, as it holds"],
      [text.replace("0.5", ""), {}, "Column w of record 1 must be a finite number, but is missing"],
      [text, { drop: ["w"] }, 'drop must not leave out "w", as it is the weights'],
      [text, { target: "w" }, '"w" must not be both the target and the weights'],
      [text, { weights: "v" }, 'but found "v"'],
    ] as const
  ) {
    const all = { ...WHOLE, target: "y", weights: "w", ...options };
    assertThrows(() => csvGenerator(file, all), RangeError, message);
  }
});

Deno.test("csvGenerator() refuses a format that is none, and says what it takes", () => {
  for (
    const [options, message] of [
      [{ decimal: ";" }, 'decimal must be one of ".", ",", but found ";"'],
      [{ thousands: "_" }, 'thousands must be one of ",", ".", " ", "\'", but found "_"'],
      [{ thousands: "." }, 'decimal and thousands must differ, but found "." as both'],
      [{ header: "no" }, 'header must be true or false, but found "no"'],
      [{ delimiter: "  " }, "nor a line break, or whitespace, but found"],
      [{ drop: "x" }, 'drop must be an array of columns, but found "x"'],
      [{ drop: ["y"] }, 'drop must not leave out "y", as it is the target'],
      [{ target: 2 }, 'A column must be an integer from -2 to 1, or one of "x", "y", but found 2'],
      [{ target: -0.5 }, "A column must be an integer from -2 to 1"],
      [{ columns: { 2: "numeric" } }, "A column must be an integer from -2 to 1"],
    ] as const
  ) {
    const all = { ...WHOLE, target: "y", ...options } as never;
    assertThrows(() => csvGenerator("x,y\n1,2\n", all), Error, message);
  }
});
