import { assert, assertEquals, assertThrows } from "@std/assert";
import { dense, matrix, network, softmax } from "../../../engine.ts";
import { categoricalCrossEntropy as loss } from "../../../engine.ts";
import { fit, sgd } from "../../../train.ts";
import { chartIn, liveChart } from "../../../src/notebook/live_chart.ts";

const batch = { inputs: matrix([[0, 1], [1, 0]]), targets: matrix([[1, 0], [0, 1]]) };
const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
const options = { loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 3, batchSize: 1 };

interface Sent {
  readonly data: Readonly<Record<string, string>>;
  readonly transient: { readonly display_id: string };
}

Deno.test("a live chart is one display, ends with the last epoch, and changes no result", async () => {
  const sent: [kind: string, content: Sent][] = [];
  const steps: number[] = [], epochs: number[] = [];
  const given = {
    ...{ ...options, executor: "reference", validation: batch },
    onStep: ({ step }: { readonly step: number }) => void steps.push(step),
    onEpoch: ({ epoch }: { readonly epoch: number }) => void epochs.push(epoch),
  };
  const kernel = {
    broadcast: (kind: string, content: object) => sent.push([kind, content as Sent]),
  };
  const run = await fit(net, batch, chartIn(kernel, given, "it"));
  assertEquals(sent[0]![0], "display_data");
  assert(sent.slice(1).every(([kind]) => kind === "update_display_data"));
  assert(sent.every(([, { transient }]) => transient.display_id === "it"));
  const { data } = sent.at(-1)![1];
  assert(data["text/plain"]!.startsWith("epoch 3 of 3, step 2 of 2: cost 0."), data["text/plain"]);
  assert(data["text/plain"]!.includes("accuracy "));
  assertEquals([steps, epochs], [[1, 2, 1, 2, 1, 2], [1, 2, 3]]);
  assertEquals(run.network, (await fit(net, batch, given)).network);
});

Deno.test("a live chart passes on that training is to stop", async () => {
  const given = { ...options, executor: "reference", onEpoch: () => "stop" as const };
  const run = await fit(net, batch, chartIn({ broadcast: () => {} }, given, "it"));
  assertEquals(run.history.length, 1);
});

Deno.test("liveChart() throws outside of a notebook, and where there are no options", () => {
  assertThrows(() => liveChart(options), TypeError, "draws in a notebook of deno jupyter");
  assertThrows(
    () => liveChart(undefined as never),
    TypeError,
    "The options of liveChart() must be",
  );
});
