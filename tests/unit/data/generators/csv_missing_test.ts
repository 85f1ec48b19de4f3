import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  csvGenerator,
  csvInputs,
  type CsvOptions,
  type Fill,
  tableInputs,
} from "../../../../data.ts";

const WHOLE = { validation: 0, test: 0, standardize: false } as const;

function inputsOf(text: string, options: CsvOptions): number[] {
  return Array.from(csvGenerator(text, { ...WHOLE, ...options }).train.inputs.data);
}

Deno.test("csvGenerator() fills numbers by mean, median or mode, ties by the least, or drops records", () => {
  const text = "x,y\n1,1\n,2\n9,3\n1,4\nNA,5\n9,6\n3,7\n2,8\n";
  const filled = (fill: Fill) => inputsOf(text, { target: "y", missing: ["NA"], fill });
  const mean = (1 + 9 + 1 + 9 + 3 + 2) / 6;
  assertEquals(filled("mean"), [1, mean, 9, 1, mean, 9, 3, 2]);
  assertEquals(filled("median"), [1, 2.5, 9, 1, 2.5, 9, 3, 2]);
  assertEquals(filled("mode"), [1, 1, 9, 1, 1, 9, 3, 2]);
  assertEquals(filled("drop"), [1, 9, 1, 9, 3, 2]);
  assertEquals(inputsOf("x,y\n5,1\n,2\n", { target: "y", fill: "median" }), [5, 5]);
});

Deno.test("csvGenerator() measures fills on the training part alone, before it standardizes", () => {
  fc.assert(fc.property(
    fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { minLength: 12, maxLength: 20 }),
    fc.nat(99),
    (values, seed) => {
      const known = [0, 0, ...values]; // else a training part may lack any
      const text = `x,y\n${known.map((value, i) => `${value ?? ""},${i}`).join("\n")}`;
      const options = { target: "y", fill: "median", validation: 0.2, test: 0.2, seed } as const;
      const { train, validation, test, encoding } = csvGenerator(text, {
        ...options,
        standardize: false,
      });
      const trained = Array.from(train.targets.data, (i) => known[i]!)
        .filter((value) => value !== null).sort((a, b) => a - b);
      if (trained.length === 0) return;
      const middle = trained.length / 2;
      const median = (trained[Math.ceil(middle) - 1]! + trained[Math.floor(middle)]!) / 2;
      assertEquals(encoding.inputs[0]!.fill! as number + 0, median + 0);
      for (const { inputs, targets } of [train, validation, test]) {
        const wanted = Array.from(targets.data, (i) => known[i] ?? median);
        assertEquals(Array.from(inputs.data, (x) => x + 0), wanted.map((x) => x + 0));
      }
    },
  ));
  const { train, encoding } = csvGenerator("x,y\n1,1\n,2\n3,3\n", {
    ...{ target: "y", fill: "mean", validation: 0, test: 0 },
  });
  assertEquals(encoding.inputScale.means, [2]);
  assertEquals(train.inputs.data[1], 0); // the mean is the mean of what is filled, too
});

const SOILS = "soil,y\nchalk,1\n?,2\nclay,3\nclay,4\n,5\n";

Deno.test("csvGenerator() takes a missing category for one of its own, or fills it by the mode", () => {
  const options = { target: "y", missing: ["?"] };
  for (const fill of [undefined, "mean", "median"] as const) {
    const { inputNames, train } = csvGenerator(SOILS, {
      ...{ ...WHOLE, ...options },
      ...(fill && { fill }),
    });
    assertEquals(inputNames, ["soil=", "soil=chalk", "soil=clay"]);
    assertEquals(Array.from(train.inputs.data), [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0]);
  }
  const { encoding, train } = csvGenerator(SOILS, { ...WHOLE, ...options, fill: "mode" });
  assertEquals(encoding.inputs, [{ name: "soil", categories: ["chalk", "clay"], fill: "clay" }]);
  assertEquals(Array.from(train.inputs.data), [1, 0, 0, 1, 0, 1, 0, 1, 0, 1]);
  const dropped = csvGenerator(SOILS, { ...WHOLE, ...options, fill: { soil: "drop" } });
  assertEquals(dropped.inputNames, ["soil=chalk", "soil=clay"]);
  assertEquals(Array.from(dropped.train.targets.data), [1, 3, 4]);
});

Deno.test("csvGenerator() never fills targets: it refuses a missing one, or leaves its record out", () => {
  const text = "x,y\n1,2\n2,\n3,4\n";
  assertThrows(
    () => csvGenerator(text, { ...WHOLE, target: "y", fill: "mean" }),
    RangeError,
    "Column y of record 2 must be a finite number, but is missing",
  );
  assertThrows(
    () => csvGenerator("x,y\n1,a\n2,\n3,b\n", { ...WHOLE, target: "y" }),
    RangeError,
    'Column y of record 2 must be one of "a", "b", but is missing',
  );
  assertThrows(
    () => csvGenerator(text, { ...WHOLE, target: "y", fill: { y: "mean" } }),
    RangeError,
    'fill.y must be "drop", as it is the target, but found "mean"',
  );
  const classes = csvGenerator("x,y\n1,a\n2,\n3,b\n", { ...WHOLE, target: "y", fill: "drop" });
  assertEquals(classes.targetNames, ["y=a", "y=b"]);
  assertEquals(inputsOf(text, { target: "y", fill: { y: "drop" } }), [1, 3]);
});

Deno.test("csvGenerator() leaves records of other files out, and fills them, as it does its own", () => {
  const { test } = csvGenerator("a,b,y\n1,1,1\n3,,2\n", {
    ...{ target: "y", fill: { a: "mean", b: "drop" }, validation: 0, standardize: false },
    test: "y,b,a\n5,6,\n7,,8\n",
  });
  assertEquals(Array.from(test.inputs.data), [1, 6]); // the mean of record 1
  assertEquals(Array.from(test.targets.data), [5]);
});

Deno.test("csvGenerator() takes numbers that stand for a missing value, whatever they look like", () => {
  const text = "x,n,y\n-999,-999.0,1\n4,-999,2\n6,3,3\n";
  const { train, encoding } = csvGenerator(text, {
    ...{ ...WHOLE, target: "y", missing: ["-999"], fill: "mean" },
  });
  assertEquals(encoding.inputs.map(({ fill }) => fill), [5, 3]);
  assertEquals(Array.from(train.inputs.data), [5, 3, 4, 3, 6, 3]);
  assertEquals(Array.from(tableInputs([[-999, "-999.0"]], encoding).data), [5, 3]);
});

Deno.test("csvGenerator() says what is wrong with a fill", () => {
  const refused = (text: string, options: Partial<CsvOptions>, message: string) =>
    assertThrows(() => csvGenerator(text, { ...WHOLE, target: "y", ...options }), Error, message);
  refused(
    "x,y\n1,1\n",
    { fill: "median " as Fill },
    "fill must be mean, median, mode or drop, but",
  );
  refused("x,y\n1,1\n", { fill: { x: "zero" as Fill } }, "fill.x must be mean, median, mode or");
  refused("x,y\n1,1\n", { fill: { z: "mean" } }, 'but found "z"');
  refused("x,y\na,1\nb,2\n", { fill: { x: "mean" } }, 'fill.x must be "mode" or "drop", as');
  refused("x,y\n,1\n,2\n", { fill: "drop" }, "but found none of 2");
  refused(
    "x,y\n,1\n,2\n",
    { fill: "mean", columns: { x: "numeric" } },
    'Column x has no value in the training part to fill it by: leave it out, { drop: ["x"] }',
  );
  refused("x,y\n1,1\n", { missing: "NA" as never }, "missing must be an array of texts");
});

Deno.test("csvInputs() and tableInputs() fill as csvGenerator() did, from an encoding stored as JSON", () => {
  const text = "size,soil,y\n1,chalk,1\n?,clay,2\n3,?,3\n5,clay,4\n";
  const { encoding, train } = csvGenerator(text, {
    ...{ target: "y", missing: ["?"], fill: "mode", validation: 0, test: 0 },
  });
  const stored = JSON.parse(JSON.stringify(encoding));
  assertEquals(csvInputs(text, stored), train.inputs);
  const rows = [[1, "chalk"], [null, "clay"], ["3", "?"], { soil: "clay", size: " 5", other: {} }];
  assertEquals(tableInputs(rows as never, stored), train.inputs);
  const { data } = csvInputs("soil;size\nclay;\n", stored, { delimiter: ";" });
  assertEquals(Array.from(data), [train.inputs.data[0]!, 0, 1]); // the mode is 1
});

Deno.test("csvInputs() and tableInputs() refuse a text among numbers that no missing value is written as", () => {
  const { encoding } = csvGenerator("x,y\n1,1\nNA,2\n-9,3\n", {
    ...{ ...WHOLE, target: "y", missing: ["NA", "-9"], fill: "mean" },
  });
  assertEquals(Array.from(tableInputs([["NA"], [-9], ["-9.0"]], encoding).data), [1, 1, 1]);
  const message = 'Column x of record 1 must be a finite number, but found "abc"';
  assertThrows(() => csvInputs("x\nabc\n", encoding), RangeError, message);
  assertThrows(() => tableInputs([["abc"]], encoding), RangeError, message);
  assertThrows(() => tableInputs([[NaN]], encoding), RangeError, 'but found "NaN"');
});

Deno.test("csvInputs() and tableInputs() refuse an unknown category, or take it for zeros", () => {
  const { encoding } = csvGenerator("soil,y\nchalk,1\nclay,2\n", { ...WHOLE, target: "y" });
  const message = 'Column soil of record 2 must be one of "chalk", "clay", but found "sand"';
  const text = "soil\nclay\nsand\n", rows = [["clay"], ["sand"]];
  assertThrows(() => csvInputs(text, encoding), RangeError, message);
  assertThrows(() => tableInputs(rows, encoding), RangeError, message);
  const zeros = { unknown: "zeros" } as const;
  assertEquals(Array.from(csvInputs(text, encoding, zeros).data), [0, 1, 0, 0]);
  assertEquals(Array.from(tableInputs([...rows, [null]], encoding, zeros).data), [
    0,
    1,
    0,
    0,
    0,
    0,
  ]);
  assertThrows(() => tableInputs([[null]], encoding), RangeError, "of record 1 must be one of");
  const filled = csvGenerator("soil,y\nchalk,1\nclay,2\n", { ...WHOLE, target: "y", fill: "mode" });
  assertThrows(() => csvInputs(text, filled.encoding), RangeError, message);
  assertEquals(Array.from(csvInputs(text, filled.encoding, zeros).data), [0, 1, 0, 0]);
  const wrong = { unknown: "ignore" } as never;
  assertThrows(
    () => tableInputs(rows, encoding, wrong),
    RangeError,
    "unknown must be error or zeros",
  );
});

Deno.test("tableInputs() refuses rows and values that are none, and says which", () => {
  const text = "size,soil,y\n1,chalk,1\n2,clay,2\n";
  const { encoding } = csvGenerator(text, { ...WHOLE, target: "y" });
  for (
    const [rows, message] of [
      [
        [{ size: 1 }],
        'A row must have a member "soil", null if it is missing, but row 1 is an object',
      ],
      [[[1, "clay"], [1]], "A row must have a value for each of 2 columns of inputs"],
      [[[1, true]], "soil of row 1 must be a number, a text or null, but found true"],
      [
        [3],
        "A row must be a record by the names of columns, or an array of values, but row 1 is 3",
      ],
      ["1,2", "rows must be an array of records or arrays"],
      [[["x", "clay"]], 'Column size of record 1 must be a finite number, but found "x"'],
      [[[NaN, "clay"]], 'Column size of record 1 must be a finite number, but found "NaN"'],
      [[[Infinity, "clay"]], "must be a finite number"],
      [[["", "clay"]], "Column size of record 1 must be a finite number, but is missing"],
    ] as const
  ) {
    assertThrows(() => tableInputs(rows as never, encoding), Error, message);
  }
  // A text that stands for a missing value does not make others stand for one.
  const { encoding: coded } = csvGenerator("size,y\n1,1\nNA,2\n", {
    ...{ ...WHOLE, target: "y", missing: ["NA"], fill: "mean" },
  });
  for (const value of ["x", NaN]) {
    assertThrows(() => tableInputs([[value]], coded), RangeError, "must be a finite number");
  }
  const none = "encoding must be that of a csvGenerator()";
  for (
    const [wrong, message] of [
      [{ inputs: [] }, none],
      [{ inputs: [{ name: "size", fill: "1" }] }, none],
      [{ inputs: [{ name: 3 }] }, none],
      [{ inputs: [{ name: "soil", categories: ["clay"], fill: "chalk" }] }, none],
      [{ inputs: [{ name: "soil", categories: [1] }] }, none],
      [{ targets: undefined }, none],
      [{ inputScale: undefined }, "encoding.inputScale.means must be 3 numbers"],
      [{ format: { missing: 5 } }, "missing must be an array of texts"],
      [{ format: { decimal: "x" } }, "decimal must be one of"],
    ] as const
  ) {
    assertThrows(() => tableInputs([], { ...encoding, ...wrong } as never), Error, message);
  }
  assertEquals(tableInputs([], encoding).rows, 0);
  assert(tableInputs([[1e300, "clay"]], encoding).data[0] === 1e300);
});
