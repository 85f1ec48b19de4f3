import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { describeTable, type DescribeTableOptions } from "../../../data.ts";

function suspicions(text: string, options?: DescribeTableOptions): (readonly string[])[] {
  return describeTable(text, options).columns.map((column) => column.suspicions);
}

/** A column of a file beside one of numbers in no order. */
function besideNumbers(fields: readonly unknown[]): string {
  return `x,y\n${fields.map((field, i) => `${field},${(i * 7) % 5}`).join("\n")}\n`;
}

Deno.test("describeTable() counts and measures what columns hold", () => {
  fc.assert(fc.property(
    fc.array(fc.option(fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 30 }),
    (values) => {
      const text = `n,t\n${
        values.map((v) => `${v ?? "NA"},${v === null ? "" : `t${v}`}`).join("\n")
      }`;
      const options = { missing: ["NA"], columns: { n: "numeric", t: "categorical" } } as const;
      const { records, columns: [n, t] } = describeTable(text, options);
      const known = values.filter((v) => v !== null);
      assertEquals(records, values.length);
      const count = (v: number) => known.filter((each) => each === v).length;
      for (const column of [n!, t!]) {
        assertEquals(column.missing, values.length - known.length);
        assertEquals(column.distinct, new Set(known).size);
        assertEquals(column.mostFrequent?.count ?? 0, Math.max(0, ...known.map(count)));
      }
      if (known.length === 0) return;
      assertEquals([n!.min, n!.max], [Math.min(...known), Math.max(...known)]);
      const least = Math.min(...known.filter((v) => count(v) === n!.mostFrequent!.count));
      assertEquals(n!.mostFrequent!.value, least);
      // 30 roundings of numbers up to 5.
      assertAlmostEquals(n!.mean!, known.reduce((sum, v) => sum + v, 0) / known.length, 1e-13);
    },
  ));
});

Deno.test("describeTable() suspects columns that say nothing, and only those", () => {
  const ten = Array.from({ length: 10 }, (_, i) => i), twelve = [...ten, 10, 11];
  const of = (fields: readonly unknown[]) => suspicions(besideNumbers(fields))[0];
  const index = ["consecutive integers, each once, as of an index"];
  assertEquals(of(ten.map((i) => 7 - i)), index);
  assertEquals(of(ten.map((i) => i === 3 ? 12 : i)), []);
  assertEquals(of(ten.map((i) => i / 2)), []);
  assertEquals(of([0, 0.5, 2]), []);
  assertEquals(of(["a", "a", "a"]), ["one value only"]);
  assertEquals(of([7, 7, ""]), ["one value only"]);
  assertEquals(of(["", "", ""]), ["no values"]);
  assertEquals(of([1, 2, "", "", ""]), ["missing in 3 of 5 records"]);
  assertEquals(of([1, 2, "", ""]), []);
  assertEquals(of(twelve.map((i) => `n${i}`)), ["each text once, as of names"]);
  assertEquals(of(twelve.map((i) => `n${i % 11}`)), []);
  assertEquals(of(["a", "b", "c"]), []);
  assertEquals(of([3, 1, "?", 8]), ['not numbers alone: record 3 has "?"']);
  assertEquals(describeTable(besideNumbers([3, 1, "?", 8])).columns[0]!.kind, "numeric");
});

Deno.test("describeTable() suspects columns that tell the target, by its own names or others", () => {
  const rows = ["a,1,2,5,a", "b,2,2,6,b", "a,1,3,7,", "b,2,2,8,b", "a,1,2,9,a", "b,2,3,4,b"];
  const text = `kind,code,size,y,copy\n${rows.join("\n")}\n`;
  const tells = ['tells the target, "kind", by itself'];
  assertEquals(suspicions(text, { target: "kind" }), [[], tells, [], [
    "consecutive integers, each once, as of an index",
  ], tells]);
  // Numbers that all differ tell each other only if they are equal.
  const numbers = "x,same,y\n1.5,3.5,3.5\n2.5,1.5,1.5\n9.5,2.5,2.5\n";
  assertEquals(suspicions(numbers, { target: -1 }), [[], ['tells the target, "y", by itself'], []]);
  // One exception is enough.
  const almost = text.replace("b,2,2,8", "b,1,2,8");
  assertEquals(suspicions(almost, { target: 0 })[1], []);
  const swapped = "x,y\na,a\nb,b\na,b\nb,a\n";
  assertEquals(suspicions(swapped, { target: "y" })[0], []);
});

Deno.test("describeTable() takes the options of csvGenerator(), and refuses others", () => {
  const { columns } = describeTable("1;a\n1,5;b\n", {
    ...{ delimiter: ";", decimal: ",", header: false, columns: { 0: "categorical" } },
  });
  assertEquals(columns.map(({ name, kind, distinct }) => [name, kind, distinct]), [
    ["0", "categorical", 2],
    ["1", "categorical", 2],
  ]);
  const [coded] = describeTable("a\n1\n-9\n-9.0\n", { missing: ["-9"] }).columns;
  assertEquals([coded!.missing, coded!.distinct, coded!.min], [2, 1, 1]);
  assertThrows(() => describeTable("a\n1\n", { target: "b" }), RangeError, 'found "b"');
  const kinds = { columns: { a: "number" } } as never;
  assertThrows(() => describeTable("a\n1\n", kinds), RangeError, "columns.a must be numeric,");
  assertThrows(() => describeTable(""), SyntaxError, "at least one record");
});
