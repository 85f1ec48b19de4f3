import { assert, assertEquals } from "@std/assert";
import { dense, network, tanh } from "../../../engine.ts";
import { partsOf, product } from "../../../src/executors/webgpu/kernels/product.ts";
import {
  bound,
  buffersOf,
  compilerOf,
  encode,
  release,
} from "../../../src/executors/webgpu/runtime/compiled.ts";
import { openDevice } from "../../../src/executors/webgpu/runtime/device.ts";
import { readingOf } from "../../../src/executors/webgpu/runtime/reading.ts";
import { integers } from "../../../src/verify/executors/integers.ts";
import { hasAdapter } from "../../support/adapter.ts";

const ignore = !await hasAdapter(), needs = "(needs an adapter of WebGPU)";

/** Sizes of products with and without tiles, with tails of them, and with long sums in parts. */
const SIZES = [
  { rows: 5, columns: 7, inner: 9, along: { a: "k", b: "k" }, kernels: 1 },
  { rows: 131, columns: 66, inner: 301, along: { a: "k", b: "k" }, kernels: 1 },
  { rows: 129, columns: 67, inner: 283, along: { a: "i", b: "j" }, kernels: 1 },
  { rows: 30, columns: 2100, inner: 40, along: { a: "k", b: "j" }, kernels: 1 },
  { rows: 9, columns: 74, inner: 3301, along: { a: "i", b: "j" }, kernels: 2 },
  { rows: 33, columns: 34, inner: 2111, along: { a: "i", b: "k" }, kernels: 2 },
] as const;

for (const { rows, columns, inner, along, kernels } of SIZES) {
  const title = `(${rows} × ${inner}) by (${inner} × ${columns}), ${kernels} kernels`;
  Deno.test({
    name: `product() of WGSL is exact on integers: ${title} ${needs}`,
    ignore,
    fn: async () => {
      const a = integers(rows, inner, 1), b = integers(inner, columns, 2);
      const [atB, atC] = [a.data.length, a.data.length + b.data.length];
      const atParts = atC + rows * columns, count = partsOf({ rows, columns, inner });
      const printed = product("product", {
        ...{ rows, columns, inner, along },
        a: `return w[i * ${inner}u + k];`,
        b: `return w[${atB}u + k * ${columns}u + j];`,
        finish: (to) => to.add(`w[${atC}u + i * ${columns}u + j] = sum;`),
        ...(count > 1 && { parts: { count, at: atParts } }),
      });
      assertEquals(printed.length, kernels);
      const open = await openDevice({}), { device } = open, compiler = compilerOf(open);
      const numbers = atParts + count * rows * columns;
      const buffers = buffersOf(open, { numbers, examples: 0, stretch: 0 });
      device.queue.writeBuffer(
        buffers.numbers,
        0,
        Float32Array.from([a, b].flatMap(({ data }) => Array.from(data))),
      );
      const compiled = await compiler.compile(printed);
      const encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
      pass.setBindGroup(0, bound(open, compiler.layout, buffers));
      encode(pass, compiled);
      pass.end();
      const unused = () => network({ inputs: 1, layers: [dense(1, tanh)] });
      const range = [atC, rows * columns] as const;
      const reading = readingOf(open, encoder, buffers.numbers, [range], unused);
      device.queue.submit([encoder.finish()]);
      const [found] = await reading();
      release(buffers);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < inner; k++) sum += a.data[i * inner + k]! * b.data[k * columns + j]!;
          assert(found![i * columns + j] === sum, `row ${i}, column ${j}`);
        }
      }
    },
  });
}
