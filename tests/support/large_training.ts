// Trains on examples that are made when they are read, or on all of them in memory, and prints the digest
// and how many KiB of memory may be written to: deno run -A large_training.ts stored|memory
import { categoricalCrossEntropy, dense, network, softmax } from "../../engine.ts";
import { type Dataset, storedDataset } from "../../data.ts";
import { fit, sgd } from "../../train.ts";
import { parametersDigest } from "../../src/formats/digest.ts";

/** 400 MB in float32, which executors compute in. */
const EXAMPLES = 100_000, INPUTS = 1000, CLASSES = 2;

function read(rows: Uint32Array): Dataset {
  const inputs = new Float32Array(rows.length * INPUTS);
  const targets = new Uint8Array(rows.length * CLASSES);
  rows.forEach((row, i) => {
    inputs.fill(row % 7 - 3, i * INPUTS, (i + 1) * INPUTS);
    inputs[i * INPUTS + row % INPUTS] = 1;
    targets[i * CLASSES + +(row % 7 > 3)] = 1;
  });
  return {
    inputs: { rows: rows.length, columns: INPUTS, data: inputs },
    targets: { rows: rows.length, columns: CLASSES, data: targets },
  };
}

const data = Deno.args[0] === "stored"
  ? storedDataset({ examples: EXAMPLES, inputs: INPUTS, targets: CLASSES, read })
  : read(Uint32Array.from({ length: EXAMPLES }, (_, row) => row));
const untrained = network({ inputs: INPUTS, layers: [dense(CLASSES, softmax)], seed: 1 });
const { network: trained } = await fit(untrained, data, {
  ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.001 }) },
  ...{ batchSize: 128, workers: 1 },
});
const [, used] = /^VmData:\s*(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
console.log(`${await parametersDigest(trained)} ${used}`);
