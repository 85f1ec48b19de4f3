import { categoricalCrossEntropy, relu, softmax, tanh } from "../../engine.ts";
import { fit } from "../../train.ts";
import { mpi } from "../../src/executors/mpi/executor.ts";
import { parametersDigest } from "../../src/formats/digest.ts";
import { BATCH, DESCENTS, examplesOf, networkOf, SHAPES } from "./compiled_shapes.ts";
import { BATCH as B2, DATA, net, RUNS } from "./descents.ts";

const alone = Deno.args[0] === "wasm";
const executor = alone ? "wasm" : mpi({ divideFrom: Number(Deno.args[0] ?? 1) });
const rank = typeof executor === "string" ? 0 : (await executor.world()).rank;
const print = (name: string, digest: string) => {
  if (rank === 0) console.log(`${name} ${digest.slice(0, 16)}`);
};
let i = 0;
for (const [name, shape] of Object.entries(SHAPES)) {
  const net = networkOf(shape, [tanh, relu, softmax]);
  const datas = Object.entries(examplesOf(net.inputs, shape.vocabulary)),
    descents = Object.entries(DESCENTS);
  const [d, data] = datas[i % 3]!, [o, descent] = descents[i % descents.length]!;
  i++;
  const run = await fit(net, data, {
    loss: shape.loss ?? categoricalCrossEntropy,
    ...descent,
    epochs: 2,
    batchSize: BATCH,
    seed: 3,
    executor,
    onWarning: () => {},
  });
  print(`${name}, ${d}, ${o}`, await parametersDigest(run.network));
}
for (const [name, descent] of Object.entries(RUNS)) {
  const run = await fit(net, i++ % 2 ? DATA.dense : DATA.packed, {
    loss: categoricalCrossEntropy,
    ...descent,
    epochs: 2,
    batchSize: B2,
    seed: 3,
    executor,
    onWarning: () => {},
  });
  print(name, await parametersDigest(run.network));
}
