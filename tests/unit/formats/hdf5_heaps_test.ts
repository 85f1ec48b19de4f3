import { assertThrows } from "@std/assert";
import { checkGlobalHeaps } from "../../../src/formats/hdf5_heaps.ts";

/** A collection of one object of 11 bytes and free space, behind other bytes. */
function collection(change: (view: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(5 + 96), view = new DataView(bytes.buffer, 5);
  bytes.set([0x47, 0x43, 0, 0, 0, 0x47, 0x43, 0x4f, 0x4c, 1]); // GC, then GCOL and its version
  view.setBigUint64(8, 96n, true);
  view.setUint16(16, 1, true);
  view.setBigUint64(24, 11n, true);
  view.setBigUint64(56, 48n, true); // from 48 on
  change(view);
  return bytes;
}

Deno.test("checkGlobalHeaps() takes a whole collection, and files without one", () => {
  checkGlobalHeaps(collection());
  checkGlobalHeaps(new Uint8Array(100).fill(0x47));
});

Deno.test("checkGlobalHeaps() refuses a collection whose objects do not lead to its end", () => {
  const changes: ((view: DataView) => void)[] = [
    (view) => view.setBigUint64(56, 0n, true), // free space of no size
    (view) => view.setBigUint64(24, 200n, true), // beyond the end
    (view) => view.setBigUint64(8, 200n, true), // longer than the file
    (view) => view.setBigUint64(8, 0n, true),
    (view) => view.setBigUint64(8, 2n ** 63n, true),
  ];
  for (const change of changes) {
    assertThrows(() => checkGlobalHeaps(collection(change)), SyntaxError, "global heap");
  }
});
