import { categoricalCrossEntropy, relu, softmax, tanh } from "../../engine.ts";
import { mpi } from "../../executors.ts";
import { fit, type FitOptions } from "../../train.ts";
import type { Dataset } from "../../data.ts";
import type { Network } from "../../engine.ts";
import { parametersDigest } from "../../src/formats/digest.ts";
import * as shapes from "./compiled_shapes.ts";
import * as descents from "./descents.ts";

/** Prints the digest of a training of each shape and each optimizer: by wasm alone, or by mpi. */
async function main(name: string): Promise<void> {
  // Every parameter is divided that has more than one panel, however small it is.
  const executor = name === "mpi" ? mpi({ divideFrom: 1 }) : name;
  const isFirst = typeof executor === "string" || (await executor.world()).rank === 0;
  const print = async (what: string, net: Network, data: Dataset, options: FitOptions) => {
    const fixed = { epochs: 2, seed: 3, executor, onWarning: () => {} };
    const { network } = await fit(net, data, { ...options, ...fixed });
    if (isFirst) console.log(`${what}: ${await parametersDigest(network)}`);
  };
  const rules = Object.entries(shapes.DESCENTS);
  for (const [i, [shape, of]] of Object.entries(shapes.SHAPES).entries()) {
    const net = shapes.networkOf(of, [tanh, relu, softmax]);
    const examples = Object.entries(shapes.examplesOf(net.inputs, of.vocabulary));
    const [rule, descent] = rules[i % rules.length]!, [kind, data] = examples[i % 3]!;
    const loss = of.loss ?? categoricalCrossEntropy;
    const options = { loss, ...descent, batchSize: shapes.BATCH };
    await print(`${shape}, ${kind}, ${rule}`, net, data, options);
  }
  const loss = categoricalCrossEntropy, { net, DATA, BATCH } = descents;
  for (const [i, [rule, descent]] of Object.entries(descents.RUNS).entries()) {
    const data = i % 2 === 0 ? DATA.packed : DATA.dense;
    await print(rule, net, data, { loss, ...descent, batchSize: BATCH });
  }
}

if (import.meta.main) await main(Deno.args[0]!);
