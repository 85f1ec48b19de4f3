import { f32, i32 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { type Panel, type Panels, panelsOf, VECTOR, WORD } from "../memory/layout.ts";
import { ownPanels, type Share } from "./share.ts";

/** The kernel of a convolution for its backward pass: turned by 180°, and its channels exchanged. */
export interface Flip {
  /** (taps · channels × filters), in panels of filters. */
  readonly from: Panels;
  /** (taps · filters × channels), in panels of channels. */
  readonly to: Panels;
  /** The number of pixels of a window. */
  readonly taps: number;
  /** This worker's share of the panels of `from`. */
  readonly share: Share;
}

/** Emits the turned kernel. */
export function emitFlip(target: Target, { from, to, taps, share }: Flip): void {
  for (const read of ownPanels(from, share)) {
    for (const write of panelsOf(to)) flipPanel(target, { from, to, taps }, read, write);
  }
}

function flipPanel(
  { f }: Target,
  { from, to, taps }: Omit<Flip, "share">,
  read: Panel,
  write: Panel,
): void {
  const readBytes = read.vectors * VECTOR, writeBytes = write.vectors * VECTOR;
  const filters = Math.min(readBytes / WORD, from.columns - read.column);
  const channels = Math.min(writeBytes / WORD, to.columns - write.column);
  const source = f.local("i32"), into = f.local("i32"), tap = f.local("i32"), c = f.local("i32");
  f.set(into, i32.constant((taps - 1) * from.columns * writeBytes));
  f.set(source, i32.constant(0));
  f.count({ counter: tap, from: 0, below: taps, by: 1 }, () => {
    f.count({ counter: c, from: 0, below: channels, by: 1 }, () => {
      for (let filter = 0; filter < filters; filter++) {
        const offset = read.address + write.column * readBytes + filter * WORD;
        const place = write.address + (read.column + filter) * writeBytes;
        f.do(f32.store({ base: into, offset: place }, f32.load({ base: source, offset })));
      }
      f.set(source, i32.add(source, i32.constant(readBytes)));
      f.set(into, i32.add(into, i32.constant(WORD)));
    });
    f.set(source, i32.add(source, i32.constant((to.columns - channels) * readBytes)));
    const back = from.columns * writeBytes + channels * WORD;
    f.set(into, i32.add(into, i32.constant(-back)));
  });
  f.release(source, into, tap, c);
}
