import { i32 } from "../../wasm/emitter/instructions.ts";
import { procedureAt } from "../../wasm/emitter/module_builder.ts";
import { ALL, shareOf } from "../../wasm/kernels/share.ts";
import type { Processes } from "../../wasm/programs/sharing.ts";
import { rangesOf } from "./ranges.ts";
import { type Written, writtenSlots, writtenUntil } from "./written.ts";
import { numbersOfAll, type Ranges, type World } from "./world.ts";

/** The name of the function that modules call to exchange something, by its number. */
const EXCHANGE = "exchange";

/**
 * The processes of a world as those who share the steps of a training.
 *
 * Each does what a worker does, in a memory of the same layout, and where workers wait for each other,
 * they exchange what they have written. What cannot be divided each does for itself.
 *
 * @param readsShare Whether each reads the examples alone whose passes it computes.
 */
export function processesOf(
  world: World,
  divideFrom: number,
  readsShare: boolean,
): Processes {
  const { rank, size } = world;
  const share = { ...shareOf(rank, size), worker: 0, leads: true };
  const exchanges: Ranges[][] = [];
  const rangesOfAll = (written: readonly Written[], rows: number) =>
    written.flatMap((each) => rangesOf(each, rows, size) ?? []);
  return {
    count: size,
    ...{ divideFrom, share, readsShare },
    sharing: (first, rows) => {
      const exchange = procedureAt(first);
      return {
        share,
        local: ALL,
        selected: readsShare ? share : ALL,
        exchange: (f, moment, program) => {
          const ranges = rangesOfAll(writtenUntil(moment, program, readsShare), rows);
          if (ranges.length === 0) return;
          f.do(exchange.call(i32.constant(exchanges.push(ranges) - 1)));
        },
        barrier: () => {},
      };
    },
    imported: [{ name: EXCHANGE, parameters: ["i32"] }],
    functionsOn: ({ buffer }) => ({
      [EXCHANGE]: (number: number) => {
        for (const ranges of exchanges[number]!) world.gather(buffer, ranges);
      },
    }),
    exchangeSlots: (buffer, stages) => {
      for (const ranges of rangesOfAll(writtenSlots(stages), 0)) world.gather(buffer, ranges);
    },
    least: (number) => Math.min(...numbersOfAll(world, number)),
  };
}
