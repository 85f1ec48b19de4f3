import { assertEquals, assertThrows } from "@std/assert";
import { mpi } from "../../../../src/executors/mpi/executor.ts";

Deno.test("mpi() throws for options that are wrong, and says what was wanted", () => {
  const wrong: readonly (readonly [object, ErrorConstructor, string])[] = [
    [{ divideFrom: 0 }, RangeError, "divideFrom must be a positive integer, but found 0"],
    [{ divideFrom: 1.5 }, RangeError, "but found 1.5"],
    [{ library: 3 }, TypeError, "library must be the name of a file, but found 3"],
    [{ threads: 2 }, TypeError, "threads"],
  ];
  for (const [options, Kind, message] of wrong) {
    assertThrows(() => mpi(options), Kind, message);
  }
  assertEquals(mpi({ divideFrom: 8, library: "libmpi.so" }).name, "mpi");
});
