import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  csvGenerator,
  csvInputs,
  parseCsv,
  standardizationOf,
  standardize,
} from "../../../../data.ts";
import { matrix } from "../../../../engine.ts";
import { matrixOf } from "../../../support/arbitraries.ts";

Deno.test("parseCsv() reads what RFC 4180 shows", () => {
  // The examples of section 2: the last break may be missing, quotes, breaks and quotes within.
  assertEquals(parseCsv("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), [
    ["aaa", "bbb", "ccc"],
    ["zzz", "yyy", "xxx"],
  ]);
  assertEquals(parseCsv("aaa,bbb,ccc\r\nzzz,yyy,xxx").length, 2);
  assertEquals(parseCsv('"aaa","b\r\nbb","ccc"\r\nzzz,yyy,xxx'), [
    ["aaa", "b\r\nbb", "ccc"],
    ["zzz", "yyy", "xxx"],
  ]);
  assertEquals(parseCsv('"aaa","b""bb","ccc"'), [["aaa", 'b"bb', "ccc"]]);
});

Deno.test("parseCsv() keeps spaces and empty fields, takes LF, skips a byte order mark", () => {
  assertEquals(parseCsv("\ufeffa, b ,\n,,\n"), [["a", " b ", ""], ["", "", ""]]);
  assertEquals(parseCsv("a;b\n1,5;2\n", { delimiter: ";" }), [["a", "b"], ["1,5", "2"]]);
  assertEquals(parseCsv('""\n"a"'), [[""], ["a"]]);
  assertEquals(parseCsv(""), []);
});

Deno.test("parseCsv() takes no empty lines for records, unless records have one field", () => {
  assertEquals(parseCsv("a,b\n1,2\n\n\r\n"), [["a", "b"], ["1", "2"]]);
  assertEquals(parseCsv("a,b\n,\n\n"), [["a", "b"], ["", ""]]);
  assertEquals(parseCsv("a\n1\n\n"), [["a"], ["1"], [""]]);
  assertEquals(parseCsv("a,b\n\n\r\n1,2\n"), [["a", "b"], ["1", "2"]]);
  assertEquals(parseCsv("a\n\n1\n"), [["a"], [""], ["1"]]);
  assertThrows(() => parseCsv("a,b\n\n1\n"), SyntaxError, "line 3 has 1");
});

Deno.test("parseCsv() gives back any records that were written by the rules", () => {
  const fields = fc.string({
    unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "é"),
    maxLength: 5,
  });
  const tables = fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.array(fc.array(fields, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 5,
    })
  );
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
  fc.assert(fc.property(tables, fc.constantFrom("\r\n", "\n"), (table, end) => {
    const always = table.map((record) => record.map(quoted).join(",") + end).join("");
    assertEquals(parseCsv(always), table);
    const needed = table.map((record) =>
      record.map((field) => /[",\r\n]/.test(field) ? quoted(field) : field).join(",") + end
    ).join("");
    assertEquals(parseCsv(needed), table);
  }));
});

Deno.test("parseCsv() refuses what is broken, and names the line", () => {
  for (
    const [text, message] of [
      ['a,b\n"x\ny",2\nc,"d', "The quote that opens in line 4 is not closed"],
      ['a\nb"c\n', "A quote must begin its field, but line 2 has one within"],
      ['a\n"b"c\n', 'must end at a delimiter or a line break, but line 2 has "c"'],
      ["a\rb\n", "line 1 has a carriage return alone"],
      ["a,b\n1,2\n3\n", "A record must have 2 fields as the first, but line 3 has 1"],
    ] as const
  ) {
    assertThrows(() => parseCsv(text), SyntaxError, message);
  }
  assertThrows(() => parseCsv("a", { delimiter: ",," }), RangeError, "delimiter must be one");
});

const FLOWERS = [
  "length,soil,kind",
  ...Array.from(
    { length: 40 },
    (_, n) =>
      `${n % 7},${n % 3 === 0 ? '"clay, wet"' : "chalk"},${n % 2 === 0 ? "aster" : "clover"}`,
  ),
].join("\r\n");

Deno.test("csvGenerator() makes classes of a categorical target, and stratifies them", () => {
  const generator = csvGenerator(FLOWERS, { target: "kind", validation: 0, test: 0.25, seed: 3 });
  assertEquals(generator.inputNames, ["length", "soil=chalk", "soil=clay, wet"]);
  assertEquals(generator.targetNames, ["kind=aster", "kind=clover"]);
  const { train, test } = generator;
  assertEquals([train.inputs.rows, test.inputs.rows], [30, 10]);
  assertEquals(Array.from(test.labels!).filter((label) => label === 0).length, 5);
  for (let i = 0; i < 30; i++) assertEquals(train.targets.data[2 * i + train.labels![i]!], 1);
});

Deno.test("csvGenerator() standardizes numbers by the training part alone", () => {
  const { train, test, encoding } = csvGenerator(FLOWERS, {
    target: "kind",
    validation: 0,
    test: 0.25,
  });
  const lengths = (part: typeof train) =>
    Array.from({ length: part.inputs.rows }, (_, i) => part.inputs.data[3 * i]!);
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x) / values.length;
  // 30 sums of numbers below 2: 30 · 2 · 2⁻⁵³ is 7e-15.
  assertAlmostEquals(mean(lengths(train)), 0, 1e-14);
  assertAlmostEquals(mean(lengths(train).map((x) => x * x)), 1, 1e-13);
  // Were the test part measured too, its mean would be drawn to 0, and the scale would differ.
  assert(Math.abs(mean(lengths(test))) > 1e-3);
  const whole = standardizationOf({
    rows: 40,
    columns: 1,
    data: Array.from({ length: 40 }, (_, n) => n % 7),
  });
  assert(whole.means[0] !== encoding.inputScale.means[0]);
  assertEquals(encoding.inputScale.means.slice(1), [0, 0]); // categories stay 0 and 1
});

Deno.test("csvInputs() encodes new records as those to train on were, target there or not", () => {
  const { train, encoding } = csvGenerator(FLOWERS, { target: "kind", validation: 0, test: 0 });
  assertEquals(csvInputs(FLOWERS, encoding), train.inputs);
  const kept = JSON.parse(JSON.stringify(encoding));
  const [, ...rows] = Array.from({ length: 5 }, (_, n) => `chalk,${n}`);
  const inputs = csvInputs(`soil,length\n${rows.join("\n")}\n`, kept);
  assertEquals(inputs.rows, 4);
  assertEquals(inputs.data[0], train.inputs.data[3]); // length 1 on chalk, as in the second record
  assertThrows(
    () => csvInputs("length,soil\n1,sand\n", encoding),
    RangeError,
    'Column soil of record 1 must be one of "chalk", "clay, wet", but found "sand"',
  );
});

Deno.test("csvGenerator() takes a test part from a file of its own, columns as they are called", () => {
  const { train, test } = csvGenerator("x,y\n1,2\n3,6\n", {
    target: ["y"],
    validation: 0,
    test: "y,x\n4,2\n",
    standardize: false,
  });
  assertEquals(Array.from(train.inputs.data), [1, 3]);
  assertEquals([test.inputs.data[0], test.targets.data[0]], [2, 4]);
  assert(train.labels === undefined);
});

Deno.test("csvGenerator() takes columns for what they are said to be", () => {
  const text = "id,grade,y\n7,1,0.5\n8,2,1.5\n";
  const { inputNames } = csvGenerator(text, {
    target: "y",
    columns: { id: "ignored", grade: "categorical" },
    validation: 0,
    test: 0,
  });
  assertEquals(inputNames, ["grade=1", "grade=2"]);
  const headless = csvGenerator("1,2\n3,4\n", {
    target: "b",
    names: ["a", "b"],
    validation: 0,
    test: 0,
  });
  assertEquals(headless.train.inputs.rows, 2);
});

Deno.test("csvGenerator() refuses what does not fit, and says where", () => {
  const all = { validation: 0, test: 0 };
  for (
    const [text, options, message] of [
      [
        "a,b\n1,2\n,3\n",
        { target: "b" },
        "Column a of record 2 must be a finite number, but is missing: csvGenerator() fills missing " +
        'values by { fill: "median" }, and leaves their records out by { fill: "drop" }',
      ],
      ["a,b\n1,2\n", { target: "c" }, 'A column must be one of "a", "b", but found "c"'],
      ["a,b\n1,2\nx,3\n", { target: "b", columns: { a: "numeric" } }, "Column a of record 2"],
      ["a,b\n1,1e999\n", { target: "b" }, "Column b of record 1 must be a finite number"],
      ["a,b\n1,2\n", { target: ["a", "b"] }, "at least one column of inputs"],
      ["a,b\n1,2\n", { target: "b", columns: { z: "numeric" } }, 'but found "z"'],
    ] as const
  ) {
    assertThrows(() => csvGenerator(text, { ...all, ...options }), RangeError, message);
  }
  const text = "a,b\n1,2\n3,4\n";
  const twice = { ...all, target: ["b", "b"] };
  assertThrows(() => csvGenerator(text, twice), TypeError, 'target must name "b" once');
  const ignored = { ...all, target: "b", columns: { b: "ignored" } } as const;
  assertThrows(() => csvGenerator(text, ignored), RangeError, "columns.b");
  const held = { target: "b", validation: 0.7, test: 0.29 };
  assertThrows(() => csvGenerator(text, held), RangeError, "training part must have at least one");
  assertThrows(() => csvGenerator("a,b\n", { target: "b" }), SyntaxError, "at least one record");
  assertThrows(() => csvGenerator("a,a\n1,2\n", { target: "a" }), TypeError, 'found "a" twice');
});

Deno.test("csvGenerator() refuses columns of mostly numbers that hold something else, and says what to write", () => {
  const of = (...fields: string[]) =>
    `x,y\n${fields.map((field, i) => `"${field}",${i}`).join("\n")}`;
  const all = { target: "y", validation: 0, test: 0 };
  for (
    const [record, found, text, remedy] of [
      [
        ...[2, "?", of("1", "?", "3")],
        'if that stands for a missing value, say so, { missing: ["?"] }',
      ],
      [
        ...[3, "NA", of("1", "2", "NA", "")],
        'if that stands for a missing value, say so, { missing: ["NA"] }',
      ],
      [
        ...[2, "1,137", of("1", "1,137")],
        "write numbers such as 1137 and 1.5 alone, or say how they are written, " +
        '{ decimal: "," } or { thousands: "," }',
      ],
      [1, "$10", of("$10", "$20.50"), "write numbers such as 1137 and 1.5 alone"],
      [
        ...[1, "1,5", of("1,5", "2,5", "-3,5")],
        'write numbers such as 1137 and 1.5 alone, or say how they are written, { decimal: "," }',
      ],
      [
        ...[3, "5 %", of("1", "x", "5 %", "6%").replace('"x"', "2")],
        "write numbers such as 1137 and 1.5 alone",
      ],
      [
        ...[1, "1.000.000", of("1.000.000", "1", "-")],
        'write numbers such as 1137 and 1.5 alone, or say how they are written, { thousands: "." }',
      ],
    ] as [number, string, string, string][]
  ) {
    assertThrows(
      () => csvGenerator(text, all),
      RangeError,
      `Column x seems to be one of numbers, but record ${record} has "${found}": ${remedy}, ` +
        `or say what the column is, { columns: { "x": "categorical" } }`,
    );
    const said = { ...all, columns: { x: "categorical" } } as const;
    assert(csvGenerator(text, said).inputNames.includes(`x=${found}`));
  }
  // A target of mostly numbers would have as many classes.
  const target = { target: "x", validation: 0, test: 0 };
  assertThrows(() => csvGenerator(of("1", "?", "3"), target), RangeError, 'record 2 has "?"');
  for (
    const text of [of("a", "b", "3"), of("1-2", "2-3"), of("2020-01-05", "1"), of("1.2.3", "4.5.6")]
  ) {
    assert(csvGenerator(text, all).inputNames.length > 1);
  }
});

Deno.test("csvGenerator() refuses more categories than a limit that can be raised", () => {
  const text = (count: number) =>
    `id,y\n${Array.from({ length: count }, (_, i) => `n${i},${i}`).join("\n")}`;
  const all = { target: "y", validation: 0, test: 0 };
  assertEquals(csvGenerator(text(1000), all).inputNames.length, 1000);
  assertThrows(
    () => csvGenerator(text(1001), all),
    RangeError,
    '1000 at most, but "id" alone has 1001 categories: leave it out, ' +
      '{ columns: { "id": "ignored" } }, or raise the limit, { maxCategories: 1001 }',
  );
  assertEquals(csvGenerator(text(1001), { ...all, maxCategories: 1001 }).inputNames.length, 1001);
  assertThrows(
    () => csvGenerator(text(3), { ...all, maxCategories: 0 }),
    RangeError,
    "maxCategories",
  );
});

Deno.test("csvGenerator() says what to do about arguments that are not what it takes", () => {
  const of = (text: unknown, options?: unknown) => () =>
    csvGenerator(text as string, options as never);
  const text = "a,b\n1,2\n3,4\n";
  for (
    const [call, message] of [
      [
        of("data/cars.csv", { target: "a" }),
        'which seems to be its path: pass what it holds, such as await Deno.readTextFile("data/cars.csv")',
      ],
      [
        of(new URL("file:///cars.csv"), { target: "a" }),
        "such as await Deno.readTextFile(path) gives, but found the URL file:///cars.csv",
      ],
      [of(Promise.resolve(text), { target: "a" }), "found a promise, which needs await"],
      [
        of(text, { target: { a: 1 } }),
        "target must be the name or the place of a column, or an array of such, but found an object",
      ],
      [
        of(text, { target: 4 }),
        'A column must be an integer from -2 to 1, or one of "a", "b", but found 4',
      ],
      [
        of(text, { target: "a", names: null }),
        "names must be an array of the names of the columns, but found null",
      ],
      [
        of(text, { target: "a", columns: ["b"] }),
        'columns must be an object of kinds such as { age: "numeric" }',
      ],
      [of(text), "The options of csvGenerator() must be an object such as { target, columns }"],
      [of(text.replaceAll(",", ";"), { target: "b" }), '{ delimiter: ";" }'],
      [of(text.replaceAll(",", "\t"), { target: "b" }), '{ delimiter: "\\t" }'],
      [() => csvInputs(text, undefined as never), "encoding must be that of a csvGenerator()"],
    ] as const
  ) {
    assertThrows(call, Error, message);
  }
  assertThrows(of("a,b\n", { target: "a" }), SyntaxError, "but found none");
});

Deno.test("csvGenerator() reads numbers as Number() does, however they are written", () => {
  const written = [
    ...[
      "0",
      "-0",
      "7",
      "-12",
      "007",
      "1.5",
      "-.25",
      "5.",
      "0.1",
      "123456789012345",
      "1234567890123456789",
    ],
    ...[
      "0.30000000000000004",
      "1e3",
      "-2.5E-3",
      "+4",
      " 8 ",
      "99999999999999.9",
      "0.00000000000001",
    ],
  ];
  const { train } = csvGenerator(
    `x,y\n${written.map((field) => `${field},"${field}"`).join("\n")}`,
    {
      ...{ target: "y", validation: 0, test: 0, standardize: false },
    },
  );
  assertEquals(Array.from(train.inputs.data), written.map(Number));
  assertEquals(Array.from(train.targets.data), written.map(Number));
  const anyNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(fc.property(fc.array(anyNumber, { minLength: 1 }), (numbers) => {
    const text = `x,y\n${numbers.map((number) => `${number},1`).join("\n")}`;
    const options = { target: "y", validation: 0, test: 0, standardize: false };
    assertEquals(
      Array.from(csvGenerator(text, options).train.inputs.data),
      numbers.map((x) => Number(`${x}`)),
    );
  }));
});

Deno.test("standardizationOf() leaves a constant column finite, whatever its mean rounds to", () => {
  const tenths = { rows: 10, columns: 1, data: new Array(10).fill(0.1) };
  const fitted = standardizationOf(tenths);
  assertEquals(Array.from(standardize(tenths, fitted).data), new Array(10).fill(0));
  assertThrows(() => standardize(matrixOf(2, 3, 1), fitted), TypeError, "one mean and deviation");
});

Deno.test("csvGenerator() names the column that has too many categories", () => {
  // 10⁵ records of as many names are 80 GB, more than any engine gives to one array.
  const text = `name,y\n${Array.from({ length: 1e5 }, (_, i) => `n${i},${i}`).join("\n")}`;
  assertThrows(
    () => csvGenerator(text, { target: "y" }),
    RangeError,
    '"name" alone has 100000 categories',
  );
});

Deno.test("standardizationOf() measures columns whose sum overflows", () => {
  const column = matrix([[2 ** 1023], [1.5 * 2 ** 1023]]);
  const fitted = standardizationOf(column);
  assertEquals(fitted, { means: [1.25 * 2 ** 1023], deviations: [2 ** 1021] });
  assertEquals(Array.from(standardize(column, fitted).data), [-1, 1]);
});

Deno.test("standardizationOf() measures columns whose squares underflow or overflow", () => {
  for (const unit of [2 ** -700, 1, 2 ** 700]) {
    const column = matrix([[unit], [3 * unit]]);
    const fitted = standardizationOf(column);
    assertEquals(fitted, { means: [2 * unit], deviations: [unit] });
    assertEquals(Array.from(standardize(column, fitted).data), [-1, 1]);
  }
});

Deno.test("csvGenerator() takes 20,000 columns, and names the one that is there twice", () => {
  // A search through all names for each name took minutes.
  const names = Array.from({ length: 20_000 }, (_, i) => `c${i}`);
  const rows = ["a", "b"].map((kind) => `${names.map(() => "1").join()},${kind}`);
  const options = { target: "kind", validation: 0, test: 0, standardize: false } as const;
  const fill = Object.fromEntries(names.map((name) => [name, "median" as const]));
  const text = [`${names.join()},kind`, ...rows].join("\n");
  const { encoding, train } = csvGenerator(text, { ...options, fill });
  assertEquals([train.inputs.columns, encoding.inputs[19_999]!.name], [20_000, "c19999"]);
  const twice = [`${names.with(19_999, "c7").join()},kind`, ...rows].join("\n");
  assertThrows(() => csvGenerator(twice, options), TypeError, 'found "c7" twice');
});

Deno.test("csvGenerator() reads the names that it is given, though they were others before", () => {
  const names = ["a", "b"], text = "1,x\n2,y\n";
  const of = () => csvGenerator(text, { target: "b", names, validation: 0, test: 0 });
  assertEquals(of().targetNames, ["b=x", "b=y"]);
  names.reverse();
  assertEquals(of().targetNames, ["b"]);
});
