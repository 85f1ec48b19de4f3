// Trains: mpirun … deno run mpi_resume.ts whole|save|resume|train|optimizer|seed|epochs|twice FILE
// optimizer, seed and epochs differ in each process, twice trains two networks at once;
// save ends in the middle, resume goes on from there, train does so too if there is a checkpoint.
import { categoricalCrossEntropy, dense, network, softmax, tanh } from "../../engine.ts";
import { loadStrokes } from "../../data.ts";
import { adam, fit } from "../../train.ts";
import { mpi } from "../../executors.ts";
import { loadCheckpoint, saveCheckpoint } from "../../formats.ts";
import { parametersDigest } from "../../src/formats/digest.ts";

const [what, file = ""] = Deno.args;
const executor = mpi({ divideFrom: 1 }), { rank } = await executor.world();
const { train } = loadStrokes({ train: 320, test: 1 });
const net = network({ inputs: 784, layers: [dense(33, tanh), dense(10, softmax)], seed: 1 });
const learningRate = what === "optimizer" ? 0.001 * (1 + rank) : 0.001;
const isSaved = file !== "" && await Deno.stat(file).then(() => true, () => false);
console.log(`rank ${rank}: process ${Deno.pid}`);
const training = async () =>
  await fit(net, train, {
    ...{ loss: categoricalCrossEntropy, optimizer: adam({ learningRate }), executor },
    seed: what === "seed" ? 3 + rank : 3,
    epochs: what === "save" ? 10 : what === "epochs" ? 20 + rank : 20,
    onWarning: () => {},
    ...(isSaved && { resume: await loadCheckpoint(file) }),
    ...(what !== "resume" && file !== "" && {
      checkpoint: {
        every: 4, // steps: some are in the middle of an epoch
        save: async (checkpoint) => {
          if (rank === 0) await saveCheckpoint(file, checkpoint);
        },
      },
    }),
  });
const [{ network: trained, warnings }] = await Promise.all([
  training(),
  ...(what === "twice" ? [training()] : []),
]);
if (rank === 0) console.log([await parametersDigest(trained), ...warnings].join(" "));
