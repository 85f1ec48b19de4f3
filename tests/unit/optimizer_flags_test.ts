import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { l1, l2 } from "../../engine.ts";
import { clipped, sgd } from "../../train.ts";
import { optimizerFromFlags } from "../../scripts/support/optimizer_flags.ts";
import { UsageError } from "../../scripts/support/command.ts";

const STEPS = 1000;

Deno.test("optimizerFromFlags() has plain descent of 0.1 where nothing is asked for", () => {
  const { optimizer, learningRate, optimizerFor } = optimizerFromFlags({});
  const { name, rule } = optimizerFor(STEPS);
  assertEquals([optimizer, learningRate, name, rule!.slots], ["sgd", 0.1, "sgd", []]);
  assertEquals([1, STEPS].map((step) => rule!.shared(step).learningRate), [0.1, 0.1]);
});

Deno.test("optimizerFromFlags() knows each optimizer, its usual rate, and the decay that is asked for", () => {
  const made = (flags: Parameters<typeof optimizerFromFlags>[0]) => {
    const { learningRate, optimizerFor } = optimizerFromFlags(flags);
    return [optimizerFor(STEPS).name, learningRate];
  };
  const rates = {
    ...{ sgd: 0.1, momentum: 0.01, nesterov: 0.01, rmsprop: 0.001, adagrad: 0.01, adadelta: 1 },
    ...{ adam: 0.001, amsgrad: 0.001, adamw: 0.001, nadam: 0.002, lion: 0.0001 },
  };
  for (const [optimizer, rate] of Object.entries(rates)) {
    assertEquals(made({ optimizer }), [optimizer, rate]);
    assertEquals(made({ optimizer, "learning-rate": "0.5" }), [optimizer, 0.5]);
    const decaying = optimizer === "adamw" ? "adamw" : `${optimizer}, decay 0.25`;
    assertEquals(made({ optimizer, "weight-decay": "0.25" }), [decaying, rate]);
    assertEquals(made({ optimizer, "weight-decay": "0" })[0], optimizer);
  }
});

Deno.test("optimizerFromFlags() clips gradients and regularizes weights where it is asked to", () => {
  const { optimizer, regularizer, optimizerFor } = optimizerFromFlags({
    "clip-norm": "0.5",
    l2: "1e-4",
  });
  assertEquals(optimizer, "sgd, clipped to 0.5, l2(0.0001)");
  assertEquals(regularizer?.name, l2(1e-4).name);
  assertEquals(optimizerFor(STEPS).name, clipped(sgd({ learningRate: 0.1 }), { norm: 0.5 }).name);
  assertEquals(optimizerFromFlags({ l1: "0.25", l2: "0" }).regularizer?.name, l1(0.25).name);
  assertEquals(optimizerFromFlags({ l1: "0" }).regularizer, undefined);
  const both = { l1: "0.1", l2: "0.1" };
  assertThrows(() => optimizerFromFlags(both), UsageError, "--l1 and --l2 do not go together");
});

Deno.test("optimizerFromFlags() spreads each schedule over all steps", () => {
  const sizes = (schedule: string) => {
    const { optimizer, optimizerFor } = optimizerFromFlags({ schedule, "learning-rate": "1" });
    assertEquals(optimizer, schedule === "constant" ? "sgd" : `sgd, ${schedule}`);
    const { shared } = optimizerFor(STEPS).rule!;
    return [1, 50, 500, 501, 751, STEPS].map((step) => shared(step).learningRate!);
  };
  assertEquals(sizes("constant"), [1, 1, 1, 1, 1, 1]);
  const near = (schedule: string, expected: readonly number[]) =>
    sizes(schedule).forEach((size, i) => assertAlmostEquals(size, expected[i]!, 5e-4));
  near("step", [1, 1, 1, 0.1, 0.01, 0.01]);
  near("exponential", [1, 0.01 ** 0.049, 0.01 ** 0.499, 0.1, 0.01 ** 0.75, 0.01]);
  const half = (t: number) => (1 + Math.cos(Math.PI * t)) / 2;
  near("cosine", [1, half(0.049), half(0.499), 0.5, half(0.75), 0]);
  near("restarts", [1, half(49 / 143), half(70 / 572), half(71 / 572), half(321 / 572), 0]);
  near("warm-up", [0.02, 1, half(449 / 950), half(450 / 950), half(700 / 950), 0]);
  const down = (step: number) => half((step - 300) / 700);
  const rise = 0.04 + 0.96 * (1 - half(49 / 299));
  near("one-cycle", [0.04, rise, down(500), down(501), down(751), down(1000)]);
});

Deno.test("optimizerFromFlags() refuses what it does not know", () => {
  for (
    const flags of [
      { optimizer: "lbfgs" },
      { schedule: "" },
      { "learning-rate": "0" },
      { "weight-decay": "-0.1" },
      { "weight-decay": "Infinity" },
      { "clip-norm": "0" },
      { l1: "-1" },
      { l2: "some" },
    ]
  ) {
    assertThrows(() => optimizerFromFlags(flags), UsageError, `--${Object.keys(flags)[0]} must be`);
  }
});
