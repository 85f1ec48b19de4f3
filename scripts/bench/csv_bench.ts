import { csvGenerator } from "../../mod.ts";

/** A file as large as a tenth of MNIST written as CSV: a label, then pixels, most of them 0. */
const PIXELS = 784, RECORDS = 4200;
const record = (i: number) => {
  const pixels = Array.from(
    { length: PIXELS },
    (_, j) => (i * 31 + j * 17) % 5 ? 0 : (i * j) % 256,
  );
  return [i % 10, ...pixels].join(",");
};
const text = [
  ["label", ...Array.from({ length: PIXELS }, (_, j) => `pixel${j}`)].join(","),
  ...Array.from({ length: RECORDS }, (_, i) => record(i)),
].join("\n");

Deno.bench({
  group: `read ${(text.length / 1e6).toFixed(1)} MB of CSV, ${RECORDS} x ${PIXELS + 1} numbers`,
  name: "csvGenerator",
  fn: () => void csvGenerator(text, { target: "label", columns: { label: "categorical" } }),
});
