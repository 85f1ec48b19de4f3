import {
  csvGenerator,
  csvInputs,
  describeTable,
  detectCsv,
  parseCsv,
  tableInputs,
} from "../../../data.ts";
import { parseJson } from "../../../src/core/support/parse_json.ts";
import { csvTextOf } from "../sources/csv_text.ts";
import type { Reader } from "./fuzz.ts";
import { type Draw, mutateBytes, mutateJson } from "./mutate.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

const CSV = 'size,colour,price\r\n1,red,10\r\n2.5e3,"a ""b"",\r\nc",30\r\n7,blue,-4\r\n';
const { encoding } = csvGenerator(CSV, {
  ...{ target: "price", validation: 0, test: 0, columns: { size: "categorical" } },
});

function readCsv(bytes: Uint8Array): void {
  const text = decoder.decode(bytes);
  parseCsv(text);
  for (const target of ["price", "colour"]) {
    csvGenerator(text, { target, validation: 0, test: 0 });
  }
  csvInputs(text, encoding);
}

const TABLES = [
  "size;colour;price\n1,5;red;1.000\n?;blue;2.000\n2,5;;3.000,5\n",
  '1.5  8\t"a b"\n  NA 4 c\n7e1 -2 d\n',
];

/** UTF-16 with its mark. */
function utf16(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return Uint8Array.from([0xfeff, ...units].flatMap((unit) => [unit & 0xff, unit >> 8]));
}

/** The files of tables however they are written, as `deno task train` reads them. */
function readTable(bytes: Uint8Array): void {
  const text = csvTextOf(bytes, "a file", () => {}), format = detectCsv(text);
  describeTable(text, { ...format, target: -1 });
  for (const fill of ["mode", "drop"] as const) {
    csvGenerator(text, { ...format, target: -1, fill, validation: 0, test: 0 });
  }
}

/** Options as JSON on the first line, and a table below it. */
const PLANS = [
  [CSV, {
    ...{ target: ["price", 1], drop: [], delimiter: ",", header: true, missing: ["?"] },
    ...{ fill: "drop", decimal: ".", columns: { size: "numeric" }, maxCategories: 9 },
  }],
  ["size;colour;price;count\n1,5;red;1.000;1\n?;blue;2.000;2,5\n", {
    ...{ target: "price", drop: [1], weights: -1, delimiter: ";", decimal: ",", missing: ["?"] },
    ...{ thousands: ".", fill: { size: "median" }, standardize: false },
  }],
  [TABLES[1]!, {
    ...{ target: -1, delimiter: "whitespace", header: false, names: ["a", "b", "c"] },
    ...{ missing: ["NA"], fill: "mean", standardizeTargets: true, columns: { b: "ignored" } },
  }],
] as const;

/** Changed options, or a changed table below them. */
function mutatePlan(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  const [options, table] = linesOf(file);
  if (draw.below(3) > 0) return encoder.encode(`${mutateJson(options, draw)}\n${table}`);
  const changed = mutateBytes(encoder.encode(table), draw, encoder.encode(linesOf(other)[1]));
  return Uint8Array.from([...encoder.encode(`${options}\n`), ...changed]);
}

function linesOf(bytes: Uint8Array): [options: string, table: string] {
  const text = decoder.decode(bytes), end = text.indexOf("\n");
  return [text.slice(0, end), text.slice(end + 1)];
}

function readPlan(bytes: Uint8Array): void {
  const [options, table] = linesOf(bytes), plan = parseJson(options);
  // The options are the caller's own: what matters is that each is checked.
  const { encoding } = csvGenerator(table, { ...Object(plan), validation: 0, test: 0 });
  csvInputs(table, encoding);
}

/** Rows of values, and the encoding to read them by, as a file of a model may hold it. */
const { encoding: stored } = csvGenerator(TABLES[0]!, {
  ...{ ...detectCsv(TABLES[0]!), target: "price", fill: "mode", validation: 0, test: 0 },
});
const ROWS = JSON.stringify({
  encoding: stored,
  rows: [{ size: 1.5, colour: "red" }, ["2,5", null], [null, "blue"]],
});

function readRows(bytes: Uint8Array): void {
  const { rows, encoding } = Object(parseJson(decoder.decode(bytes)));
  tableInputs(rows, encoding);
  csvInputs(TABLES[0]!, encoding);
}

/** The readers of tables. */
export const TABLE_READERS: readonly Reader[] = [
  { name: "csv", files: [encoder.encode(CSV)], mutate: mutateBytes, read: readCsv },
  {
    name: "table",
    files: [...TABLES.map((text) => encoder.encode(text)), utf16(TABLES[0]!)],
    mutate: mutateBytes,
    read: readTable,
  },
  {
    name: "table.options",
    files: PLANS.map(([table, plan]) => encoder.encode(`${JSON.stringify(plan)}\n${table}`)),
    mutate: mutatePlan,
    read: readPlan,
  },
  {
    name: "rows",
    files: [encoder.encode(ROWS)],
    mutate: (file, draw) => encoder.encode(mutateJson(decoder.decode(file), draw)),
    read: readRows,
  },
];
