import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { categoricalCrossEntropy, dense, forward, matrix, network } from "../../../../engine.ts";
import { sigmoid, softmax, sumOfSquaredErrors, tanh } from "../../../../engine.ts";
import { EXTENT } from "../../../../page/play/data/point.ts";
import { DEFAULTS } from "../../../../page/play/state/settings.ts";
import { checkDifferences } from "../../../../page/play/training/difference_check.ts";
import { measuresOf } from "../../../../page/play/training/measures.ts";
import { type Request, runner } from "../../../../page/play/training/runner.ts";
import { networkFrom, type Snapshot, snapshotOf } from "../../../../page/play/training/snapshot.ts";
import { gridOf, surfacesOf } from "../../../../page/play/training/surfaces.ts";
import {
  begin,
  comingOf,
  epochOf,
  stepped,
  type Training,
  withSettings,
} from "../../../../page/play/training/training.ts";
import { freshState, type PlayState, withSnapshot } from "../../../../page/play/view/state.ts";
import { rowsOf, worstInWords } from "../../../../page/play/view/weight_rows.ts";

function after(steps: number, training: Training): Training {
  for (let step = 0; step < steps; step++) training = stepped(training);
  return training;
}

Deno.test("stepped() goes through the batches of an epoch, then draws another order", () => {
  const start = begin(DEFAULTS), { steps } = start.task.data!.train;
  assertEquals([steps, start.batches.length, epochOf(start)], [10, 10, 1]);
  const next = after(steps, start);
  assertEquals([next.step, epochOf(next)], [10, 2]);
  assert(next.batches[0]!.inputs.data.toString() !== start.batches[0]!.inputs.data.toString());
});

Deno.test("withSettings() goes on with another rate, and begins anew with another network", () => {
  const training = after(3, begin(DEFAULTS));
  const faster = withSettings(training, { ...DEFAULTS, rate: 1 });
  assertEquals([faster.step, faster.network], [3, training.network]);
  assertEquals(withSettings(training, { ...DEFAULTS, layers: [2] }).step, 0);
  const other = withSettings(training, { ...DEFAULTS, optimizer: "adam" });
  assertEquals([other.step, other.state.step], [3, 0]);
});

Deno.test("snapshotOf() shows the update that the next step makes, and a network that can be read back", () => {
  const training = after(2, begin({ ...DEFAULTS, optimizer: "adam", penalty: "l2" }));
  const snapshot = structuredClone(snapshotOf(training, 4, Infinity));
  const next = stepped(training).network;
  for (const [l, { weights }] of snapshot.updates!.entries()) {
    const before = snapshot.parameters[l]!.weights!.data,
      sums = next.layers[l]!.parameters.weights!;
    // One rounding of the difference, one of this sum.
    for (const [i, sum] of Array.from(sums.data).entries()) {
      assertAlmostEquals(before[i]! + weights!.data[i]!, sum, 1e-15);
    }
  }
  const inputs = matrix([[1, -2]]);
  assertEquals(
    forward(networkFrom(snapshot), inputs).outputs.data,
    forward(training.network, inputs).outputs.data,
  );
  assert(snapshot.check!.passed);
  assertEquals(snapshot.check!.compared.length + snapshot.check!.skipped, 25);
});

Deno.test("checkDifferences() refutes a gradient that is wrong in one entry, and names it", () => {
  const training = begin(DEFAULTS), { batch, gradients } = comingOf(training)!;
  assert(checkDifferences(training, batch, gradients, Infinity).worst!.relative < 1e-9);
  const [first, ...rest] = gradients.layers, { weights } = first!;
  const data = Float64Array.from(weights!.data, (x, i) => i === 3 ? 1.01 * x : x);
  const wrong = { ...gradients, layers: [{ ...first!, weights: { ...weights!, data } }, ...rest] };
  const { passed, worst } = checkDifferences(training, batch, wrong, Infinity);
  assertEquals([passed, worst?.layer, worst?.name, worst?.index], [false, 1, "weights", 3]);
});

Deno.test("surfacesOf() samples each unit from the top left, row by row", () => {
  assertEquals(Array.from(gridOf(2).data), [-1, 1, 1, 1, -1, -1, 1, -1].map((x) => x * EXTENT / 2));
  const net = network({ inputs: 2, layers: [dense(3, tanh), dense(1, sigmoid)], seed: 1 });
  const { layers } = surfacesOf(net, 2), { outputs } = forward(net, gridOf(2));
  assertEquals(layers.map((units) => units.length), [2, 3, 1]);
  assertEquals(layers[2]![0]!, Float32Array.from(outputs.data));
});

Deno.test("one's own points need neither a test part nor any point", () => {
  const none = begin({ ...DEFAULTS, set: "own" });
  assertEquals(stepped(none), none);
  const { train, gradients, isFinite } = snapshotOf(none, 2, Infinity);
  assertEquals([train, gradients, isFinite], [undefined, undefined, true]);
  const one = begin({ ...DEFAULTS, set: "own", points: [{ x: 1, y: 1, label: 1 }] });
  const { train: seen, test } = measuresOf(after(200, one));
  assert(seen!.loss < 0.05);
  assertEquals(test, undefined);
});

Deno.test("numbers that overflow end the training instead of throwing", () => {
  const wild = begin({ ...DEFAULTS, activation: "linear", loss: "squared", rate: 10 });
  const data = new Float64Array(8).fill(1e308);
  const [first, ...rest] = wild.network.layers;
  const weights = Object.freeze({ rows: 4, columns: 2, data });
  const layers = [{ ...first!, parameters: { ...first!.parameters, weights } }, ...rest];
  const broken = { ...wild, network: { ...wild.network, layers } };
  assertEquals(comingOf(broken), undefined);
  assertEquals(snapshotOf(broken, 2, Infinity).isFinite, false);
});

/** A runner with a clock of its own, which goes a millisecond further at each look. */
function started() {
  const sent: Snapshot[] = [], waiting: (() => void)[] = [];
  let clock = 0;
  const handle = runner({
    now: () => clock++,
    later: (callback, milliseconds) => waiting.push(() => (clock += milliseconds, callback())),
    send: (snapshot) => sent.push(snapshot),
  });
  const turn = (times: number) => {
    for (let i = 0; i < times; i++) waiting.shift()?.();
  };
  return { sent, waiting, turn, ask: (request: Request) => handle(request) };
}

Deno.test("runner() answers each request, plays until it is paused, and keeps to its speed", () => {
  const { sent, waiting, turn, ask } = started();
  ask({ kind: "reset", settings: DEFAULTS });
  turn(1);
  ask({ kind: "step", count: 2 });
  turn(1);
  assertEquals(sent.map(({ step }) => step), [0, 2]);
  ask({ kind: "play", speed: 10, pictures: 5 });
  turn(20);
  const { step } = sent.at(-1)!;
  assert(step > 5 && step < 40, `${step}`);
  ask({ kind: "change", settings: { ...DEFAULTS, rate: 0.2 } });
  ask({ kind: "pause" });
  const count = sent.length;
  turn(5);
  assertEquals([sent.length, waiting.length], [count + 1, 0]);
  assertEquals(sent.at(-1)!.settings.rate, 0.2);
});

const FRESH = freshState(DEFAULTS);

Deno.test("rowsOf() has both slopes of a weight from one step while it plays", () => {
  const { sent, turn, ask } = started(), settings = { ...DEFAULTS, rate: 3 };
  ask({ kind: "reset", settings });
  ask({ kind: "play", speed: 100, pictures: 20 });
  turn(150);
  let state: PlayState = { ...FRESH, settings, isPlaying: true }, behind = 0;
  for (const snapshot of sent) {
    state = withSnapshot(state, snapshot);
    const rows = rowsOf(state.checked!);
    const compared = rows.filter(({ difference }) => difference !== undefined);
    const largest = Math.max(...rows.map(({ slope }) => Math.abs(slope)));
    assert(compared.length >= 3);
    for (const { name, slope, difference } of compared) {
      // As difference quotients are exact to; slopes of neighbouring steps differ by far more.
      assertAlmostEquals(slope, difference!, 1e-7 * largest, `${name}, step ${snapshot.step}`);
    }
    if (state.checked!.step < snapshot.step) behind++;
  }
  assert(behind > 10, `${behind} of ${sent.length} snapshots came after the one that was compared`);
});

Deno.test("without points it neither plays on nor has anything compared", () => {
  const { sent, waiting, turn, ask } = started(), own = { ...DEFAULTS, set: "own" as const };
  ask({ kind: "reset", settings: DEFAULTS });
  ask({ kind: "play", speed: 100, pictures: 20 });
  turn(20);
  ask({ kind: "change", settings: own });
  turn(20);
  const state = sent.reduce(withSnapshot, { ...FRESH, isPlaying: true });
  assertEquals([state.snapshot!.settings, state.isPlaying, state.checked, waiting.length], [
    ...[own, false, undefined, 0],
  ]);
  // A point that is set then waits for Play.
  ask({ kind: "change", settings: { ...own, points: [{ x: 1, y: 1, label: 1 }] } });
  turn(20);
  assertEquals([sent.at(-1)!.step, waiting.length], [0, 0]);
});

Deno.test("runner() answers requests that wait together with one snapshot", () => {
  const { sent, waiting, turn, ask } = started();
  for (let seed = 0; seed < 50; seed++) ask({ kind: "reset", settings: { ...DEFAULTS, seed } });
  ask({ kind: "step", count: 2 });
  ask({ kind: "step", count: 1 });
  turn(9);
  assertEquals(sent.map(({ step, settings }) => [step, settings.seed]), [[3, 49]]);
  assert(sent[0]!.check!.compared.length > 20);
  assertEquals(waiting.length, 0);
});

Deno.test("the losses of the menus take the targets that the points give", () => {
  for (const loss of ["cross-entropy", "softmax", "squared"] as const) {
    const training = begin({ ...DEFAULTS, loss });
    assert(snapshotOf(training, 2, Infinity).check!.passed, loss);
    assertEquals(training.task.outputs, loss === "softmax" ? 2 : 1);
  }
  assertEquals(begin({ ...DEFAULTS, loss: "softmax" }).task.loss, categoricalCrossEntropy);
  assertEquals(begin({ ...DEFAULTS, loss: "squared" }).task.loss, sumOfSquaredErrors);
  assertEquals(begin({ ...DEFAULTS, loss: "softmax" }).network.layers.at(-1)!.activation, softmax);
});

Deno.test("worstInWords() speaks of a difference only where the digits show one", () => {
  const same = { backpropagation: 0.12345678, differences: 0.12345679 };
  assertStringIncludes(
    worstInWords("bias", same, 1),
    "agree in all digits shown: bias, by",
  );
  const parted = { backpropagation: 0.1234567, differences: 0.1234568 };
  assertEquals(
    worstInWords("bias", parted, 1),
    "The largest difference, before step 1: bias, by backpropagation 0.1234567, by finite " +
      "differences 0.1234568.",
  );
});
