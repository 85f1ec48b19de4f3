import { loadStrokes } from "../../data.ts";
import { checkTable } from "../../verify.ts";

Deno.bench({
  group: "check of gradients, 50 combinations",
  name: "finite differences",
  fn: () => void checkTable(),
});

Deno.bench({
  group: "draw digits, 1,000 examples",
  name: "strokes",
  fn: () => void loadStrokes({ train: 999, test: 1 }),
});
