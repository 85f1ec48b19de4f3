import { ownPanels, type Share, shareOf } from "../../wasm/kernels/share.ts";
import { DOUBLE, LANES, type Panels, VECTOR } from "../../wasm/memory/layout.ts";
import { partOf } from "../../wasm/programs/batch_part.ts";
import type { Written } from "./written.ts";
import type { Ranges } from "./world.ts";

/**
 * What each of some processes has written of a region, for batches of `rows`.
 *
 * @returns Nothing if they need not tell each other, as each has done all of it.
 */
export function rangesOf(written: Written, rows: number, processes: number): Ranges | undefined {
  const address = written.kind === "panels"
    ? written.panels.address
    : written.kind === "rows"
    ? written.rows.address
    : written.address;
  const from = new Int32Array(processes), bytes = new Int32Array(processes);
  for (let rank = 0; rank < processes; rank++) {
    const range = rangeOf(written, rows, shareOf(rank, processes));
    if (range === undefined) return undefined;
    [from[rank], bytes[rank]] = range;
  }
  return { address, from, bytes };
}

/** The offset and the bytes of one process's part. */
function rangeOf(
  written: Written,
  rows: number,
  share: Share,
): [from: number, bytes: number] | undefined {
  if (written.kind === "rows") {
    const part = partOf(rows, share), bytes = written.each * written.rows.stride;
    return [part.from * bytes, part.rows * bytes];
  }
  const { panels } = written;
  if (!isDivided(panels)) return undefined;
  const own = ownPanels(panels, share), first = own[0], last = own.at(-1);
  if (!first || !last) return [0, 0];
  const end = last.column + last.vectors * LANES;
  return written.kind === "sums" ? [first.column * DOUBLE, (end - first.column) * DOUBLE] : [
    first.address - panels.address,
    last.address + panels.inner * last.vectors * VECTOR - first.address,
  ];
}

/** Whether nobody has all panels of a matrix: a second one of two has none of what is not divided. */
function isDivided(panels: Panels): boolean {
  return ownPanels(panels, { ...shareOf(1, 2), of: (pieces) => pieces }).length > 0;
}
