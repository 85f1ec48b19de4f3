import { assertEquals } from "@std/assert";
import { sumOfSquaredErrors as loss } from "../../../engine.ts";
import { sgd } from "../../../train.ts";
import { liveChart } from "../../../src/notebook/live_chart.ts";
import { withGlobal } from "../../support/globals.ts";

interface Content {
  readonly data: Readonly<Record<string, string>>;
}

Deno.test("liveChart() writes to the kernel of the notebook, before the first step, too", async () => {
  const sent: string[] = [];
  const broadcast = (_: string, content: Content) => sent.push(content.data["text/plain"]!);
  const options = { loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 1 };
  let chart: ReturnType<typeof liveChart> | undefined;
  await withGlobal("Deno", { jupyter: { broadcast } }, () => {
    chart = liveChart(options);
  });
  // As of training that is resumed at the end of an epoch.
  await chart!.onEpoch!({ epoch: 1, cost: 0.5, seconds: 1 } as never, undefined as never);
  assertEquals(sent, ["training begins"]);
});
