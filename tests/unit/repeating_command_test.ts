import { assertEquals } from "@std/assert";
import { repeatingCommand } from "../../scripts/support/repeating_command.ts";

Deno.test("repeatingCommand() names the data set, as the default depends on what is available", () => {
  const commandOf = (...args: readonly string[]) => repeatingCommand(args, "strokes");
  assertEquals(commandOf("--epochs", "2"), "deno task train --dataset strokes --epochs 2");
  for (const source of [["--dataset=mnist"], ["--dataset", "mnist"], ["--csv", "a b.csv"]]) {
    const words = source.map((word) => word === "a b.csv" ? "'a b.csv'" : word);
    assertEquals(commandOf(...source), `deno task train ${words.join(" ")}`);
  }
});

Deno.test("repeatingCommand() leaves out checkpoints, and gives blas the permission it needs", () => {
  const once = ["--checkpoint", "c", "--checkpoint-every=9", "--resume", "--seed", "7"];
  assertEquals(repeatingCommand(once, "mnist"), "deno task train --dataset mnist --seed 7");
  for (const flags of [["--executor", "blas"], ["--executor=blas"]]) {
    assertEquals(
      repeatingCommand(flags, "mnist"),
      `deno run -A scripts/train.ts --dataset mnist ${flags.join(" ")}`,
    );
  }
});
