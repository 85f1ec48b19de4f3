// Trains half of a training, or resumes it: mpirun … deno run mpi_resume.ts save|resume|differ FILE
import { categoricalCrossEntropy, dense, network, softmax, tanh } from "../../engine.ts";
import { loadStrokes } from "../../data.ts";
import { adam, fit } from "../../train.ts";
import { mpi } from "../../executors.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../formats.ts";
import { parametersDigest } from "../../src/formats/digest.ts";

const [what, file = ""] = Deno.args;
const executor = mpi({ divideFrom: 1 }), { rank } = await executor.world();
const { train } = loadStrokes({ train: 320, test: 1 });
const net = network({ inputs: 784, layers: [dense(33, tanh), dense(10, softmax)], seed: 1 });
const learningRate = what === "differ" ? 0.001 * (1 + rank) : 0.001;
const { network: trained } = await fit(net, train, {
  ...{ loss: categoricalCrossEntropy, optimizer: adam({ learningRate }), seed: 3, executor },
  epochs: what === "save" ? 1 : 2,
  ...(what === "resume" && { resume: await decodeCheckpoint(Deno.readFileSync(file)) }),
  ...(what === "save" && {
    checkpoint: {
      every: 4, // steps: the last is in the middle of the epoch
      save: async (checkpoint) => {
        const bytes = await encodeCheckpoint(checkpoint);
        if (rank === 0) Deno.writeFileSync(file, bytes);
      },
    },
  }),
});
if (rank === 0) console.log(await parametersDigest(trained));
