import type { Network } from "../../../engine/network.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import { partsOfStage, type StageRegions } from "../programs/regions.ts";
import { WORD } from "./reading.ts";

/** Writes the parameters and the state of a network, and in training the slots of the optimizer. */
export function writeParameters(
  queue: GPUQueue,
  buffer: GPUBuffer,
  { layers }: Network,
  stages: readonly StageRegions[],
  state?: RuleState,
): void {
  const write = (at: number, data: ArrayLike<number>) => {
    queue.writeBuffer(buffer, at * WORD, Float32Array.from(data));
  };
  for (const { stage, values, state: regions, training } of stages) {
    const { parameters, columns } = stage;
    for (const [name, at] of Object.entries(regions)) {
      write(at, layers[columns!.layer]!.state![columns!.path + name]!.data);
    }
    for (const { name } of partsOfStage(stage)) {
      const l = parameters!.layer;
      write(values[name]!, layers[l]!.parameters[name]!.data);
      for (const [slot, regions] of Object.entries(training?.slots ?? {})) {
        write(regions[name]!, state!.layers[l]![slot]![name]!.data);
      }
    }
  }
}
