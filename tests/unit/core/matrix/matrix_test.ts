import { assertEquals, assertThrows } from "@std/assert";
import { matrix } from "../../../../engine.ts";
import {
  checkFinite,
  checkMatrix,
  selectRows,
  shapeOf,
} from "../../../../src/core/matrix/matrix.ts";

Deno.test("matrix() refuses rows of different lengths and says which", () => {
  assertThrows(() => matrix([[1, 2], [3]]), TypeError, "row 0 has 2 entries, row 1 has 1");
  assertEquals(shapeOf(matrix([])), "0 × 0");
});

Deno.test("matrix() throws unless it gets an array of rows of numbers, and says where and what", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, "an array of rows, but found undefined"],
    [null, "an array of rows, but found null"],
    [{ rows: 1 }, "an array of rows, but found an object with rows"],
    [[1, 2], "rows, arrays of numbers, but row 0 is 1"],
    [["12"], 'rows, arrays of numbers, but row 0 is "12"'],
    [[[1], null], "rows, arrays of numbers, but row 1 is null"],
    [[[1, 2], [3, "4"]], 'made of numbers, but found "4" in row 1, column 1'],
    [[[1, null]], "made of numbers, but found null in row 0, column 1"],
    // deno-lint-ignore no-sparse-arrays
    [[[1, , 3]], "made of numbers, but found undefined in row 0, column 1"],
  ];
  for (const [value, message] of cases) {
    assertThrows(() => matrix(value as never), TypeError, message);
  }
  assertEquals(matrix([new Float32Array([1, 2])] as never).columns, 2); // typed rows are rows
});

Deno.test("checkMatrix() throws unless it gets a matrix, and says what was found", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, "undefined"],
    [[[1]], "an array of 1"],
    [{ rows: 1, columns: 1 }, "an object with rows, columns"],
    [{ rows: -1, columns: 1, data: [] }, "an object with"],
    [{ rows: 2, columns: 2, data: [1] }, "(2 × 2) must hold 4 entries, but found 1"],
    [
      { rows: 1, columns: 1, data: [7], scale: 1 },
      "inputs has a scale, so data must be a Uint8Array",
    ],
    [{ rows: 1, columns: 1, data: Uint16Array.of(300), scale: 1 }, "must be a Uint8Array"],
    [{ rows: 1, columns: 1, data: Uint8Array.of(7), scale: undefined }, "scale must be a number"],
  ];
  for (const [value, message] of cases) {
    assertThrows(() => checkMatrix(value as never, "inputs"), TypeError, message);
  }
});

Deno.test("checkFinite() names the place of the first number that is not", () => {
  const bad = { rows: 2, columns: 2, data: [0, 1, NaN, Infinity] };
  assertThrows(() => checkFinite(bad, "inputs"), RangeError, "NaN in row 1, column 0");
  const bytes = { rows: 1, columns: 1, data: Uint8Array.of(7), scale: NaN };
  assertThrows(() => checkFinite(bytes, "inputs"), RangeError, "inputs.scale must be finite");
});

Deno.test("selectRows() takes rows in the order asked for and scales bytes", () => {
  const bytes = { rows: 3, columns: 2, data: Uint8Array.of(0, 1, 2, 3, 4, 5), scale: 0.5 };
  assertEquals(Array.from(selectRows(bytes, [2, 0, 2]).data), [2, 2.5, 0, 0.5, 2, 2.5]);
  assertEquals(Array.from(selectRows(bytes).data), [0, 0.5, 1, 1.5, 2, 2.5]);
});

Deno.test("checkFinite() finds what is not finite in arrays of any type and length", () => {
  const size = 10_001;
  const plain = Array.from({ length: size }, (_, i) => i - 5000);
  const copies = [() => Float64Array.from(plain), () => Float32Array.from(plain), () => [...plain]];
  for (const numbers of copies) {
    checkFinite({ rows: size, columns: 1, data: numbers() }, "x");
    for (const index of [0, 4095, 4096, size - 1]) {
      for (const wrong of [NaN, Infinity, -Infinity]) {
        const data = numbers();
        data[index] = wrong;
        const message = `x must be finite, but found ${wrong} in row ${index}, column 0`;
        assertThrows(
          () => checkFinite({ rows: size, columns: 1, data }, "x"),
          RangeError,
          message,
        );
      }
    }
  }
});
