// Measures steps of a training by MPI: mpirun -n 2 deno run --allow-ffi measure.ts WIDTH,BATCH …
// The first process prints a line of JSON for each.
import { categoricalCrossEntropy, network } from "../../../engine.ts";
import { type Executor, mpi } from "../../../executors.ts";
import { fit, sgd } from "../../../train.ts";
import { drawnExamples } from "../data.ts";
import { INPUTS, type Measured, wideLayers } from "./model.ts";

/** How many multiply-adds are measured at each size, and how long a stretch of steps may take. */
const MULTIPLY_ADDS = 3e9, SECONDS_AT_A_TIME = 0.002;

async function main(sizes: readonly string[]): Promise<void> {
  const executor = mpi(), { rank, size: ranks, traffic } = await executor.world();
  for (const size of sizes) {
    const [width, batchSize] = size.split(",").map(Number) as [number, number];
    const net = network({ ...wideLayers(width), seed: 1 }),
      best: Measured = {
        ...{ width, batchSize, ranks, seconds: Infinity, exchanging: 0, received: 0, exchanges: 0 },
      };
    const counting: Executor = {
      ...executor,
      open: async (...args) => {
        const session = await executor.open(...args);
        return {
          ...session,
          // A few at a time: the best is taken when no other process is in the way of any.
          steps: async (rows) => {
            const costs: number[] = [];
            while (costs.length * batchSize < rows.length) {
              const few = Math.max(1, Math.floor(SECONDS_AT_A_TIME / best.seconds));
              const part = rows.subarray(costs.length * batchSize).subarray(0, few * batchSize);
              const before = { ...traffic }, started = performance.now();
              const found = await session.steps(part);
              const seconds = (performance.now() - started) / 1000 / found.length;
              costs.push(...Array.from(found));
              if (seconds >= best.seconds) continue;
              Object.assign(best, {
                seconds,
                exchanging: (traffic.seconds - before.seconds) / found.length,
                received: (traffic.received - before.received) / found.length,
                exchanges: (traffic.exchanges - before.exchanges) / found.length,
              });
            }
            return costs;
          },
        };
      },
    };
    const data = drawnExamples(INPUTS, 8 * batchSize, 1).train;
    const work = 3 * batchSize * (INPUTS * width + width * width);
    await fit(net, data, {
      ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 1e-3 }), batchSize },
      ...{ executor: counting, epochs: Math.ceil(MULTIPLY_ADDS / work / 8) },
    });
    if (rank === 0) console.log(JSON.stringify(best));
  }
}

if (import.meta.main) await main(Deno.args);
