import { assert, assertEquals } from "@std/assert";
import { dense, network, tanh } from "../../../engine.ts";
import { webgpu } from "../../../executors.ts";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import {
  bound,
  buffersOf,
  compilerOf,
  encode,
  release,
} from "../../../src/executors/webgpu/runtime/compiled.ts";
import { openDevice } from "../../../src/executors/webgpu/runtime/device.ts";
import { readingOf } from "../../../src/executors/webgpu/runtime/reading.ts";
import { printFormulas } from "../../../src/executors/webgpu/wgsl/formula.ts";
import { each } from "../../../src/executors/webgpu/wgsl/kernel.ts";
import {
  describeExact,
  differenceOf,
  EXACT_PLANS,
  exactTraining,
} from "../../../src/verify/executors/exact_steps.ts";
import { executedInWgsl, WGSL } from "../../../src/verify/executors/precision.ts";
import { ulpsOff } from "../../../src/verify/executors/ulps.ts";
import { hasAdapter } from "../../support/adapter.ts";
import { checkBoundedSteps, stepsBy } from "../../support/executor_checks.ts";

const ignore = !await hasAdapter(), needs = "(needs an adapter of WebGPU)", SEED = 42;

// Each second plan, as drivers take long to compile: descent of linear units, momentum of others.
for (const plan of EXACT_PLANS.filter((_, n) => n % 4 === 0 || n % 4 === 3)) {
  Deno.test({
    name: `webgpu trains exactly what the engine does: ${describeExact(plan)} ${needs}`,
    ignore,
    fn: async () => {
      const training = exactTraining(plan, SEED);
      assertEquals(differenceOf(training, await stepsBy(webgpu(), training.steps)), undefined);
    },
  });
}

Deno.test({
  name: `webgpu takes a step of each activation, and of each loss, within its bound ${needs}`,
  ignore,
  fn: (t) => checkBoundedSteps(t, webgpu(), SEED, executedInWgsl),
});

/** Float32 numbers of every sign and exponent but those of subnormal ones, which adapters may flush. */
function samples(): Float32Array<ArrayBuffer> {
  const bits = Uint32Array.from({ length: 4096 }, (_, i) => i * (2 ** 20 - 1));
  bits.set([0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000]);
  return new Float32Array(bits.buffer).map((x) => Math.abs(x) < 2 ** -126 ? 0 : x);
}

Deno.test({
  name: `the elementary functions in WGSL are within their bounds of float64 ${needs}`,
  ignore,
  fn: async () => {
    const xs = samples(), open = await openDevice({}), { device } = open;
    const functions = Object.entries(WGSL.ulps) as [keyof typeof WGSL.ulps, number][];
    const buffers = buffersOf(open, {
      ...{ numbers: (1 + functions.length) * xs.length, examples: 0, stretch: 0 },
    });
    device.queue.writeBuffer(buffers.numbers, 0, xs);
    const kernels = functions.map(([name], n) =>
      each(name, xs.length, (to) => {
        const m = expressions();
        const [value] = printFormulas(to, [m[name](m.variable("x"))], () => "w[i]");
        to.add(`w[${(1 + n) * xs.length}u + i] = ${value};`);
      })
    );
    const compiler = compilerOf(open), compiled = await compiler.compile(kernels);
    const encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
    pass.setBindGroup(0, bound(open, compiler.layout, buffers));
    encode(pass, compiled);
    pass.end();
    const unused = () => network({ inputs: 1, layers: [dense(1, tanh)] });
    const reading = readingOf(
      ...[open, encoder, buffers.numbers] as const,
      functions.map((_, n) => [(1 + n) * xs.length, xs.length] as const),
      unused,
    );
    device.queue.submit([encoder.finish()]);
    const found = await reading();
    release(buffers);
    functions.forEach(([name, allowed], n) => {
      xs.forEach((x, i) => {
        const exact = float64[name](x);
        // What is subnormal may be flushed.
        if (Math.abs(exact) < 2 ** -126 && exact !== 0) return;
        const off = ulpsOff(found[n]![i]!, exact);
        assert(off <= allowed, `${name}(${x}) is ${found[n]![i]}, ${off} units off`);
      });
    });
  },
});
