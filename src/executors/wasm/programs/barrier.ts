import { i32, i64 } from "../emitter/instructions.ts";
import { shareOf } from "../kernels/share.ts";
import type { Barrier, Sharing } from "./sharing.ts";
import { WORD } from "../memory/layout.ts";
import { APART } from "./training_memory.ts";

/** How often a worker polls another's progress before it sleeps between polls. */
const POLLS = 1 << 17;

/** How often it polls before it sleeps, in one wait of so many. */
const LONG_POLLS = 1 << 23, ONCE_IN = 256;

/** How long a worker sleeps between two polls, in nanoseconds. */
const NAP = 20_000;

/**
 * The wait of a worker for all others, between two stages.
 *
 * Each worker counts its finished stages, and others poll the count: first in a busy loop, as waits are
 * usually shorter than a microsecond, then with naps in between, so that a worker whose processor is
 * busy gets its turn. Nobody needs to be woken.
 *
 * Workers that nap in turn seem idle to the system, which may leave them on one processor for good:
 * measured, training then takes twice as long. So once in a while one polls for some milliseconds,
 * which shows the system that there is work for two.
 *
 * @param progress The address of the counts.
 */
export function barrierOf(progress: number, worker: number, workers: number): Barrier {
  if (workers === 1) return () => {};
  const placeOf = (w: number) => ({ offset: progress + w * APART });
  return (f) => {
    const done = f.local("i32", i32.add(i32.load(placeOf(worker)), i32.constant(1)));
    const polls = f.local("i32"), naps = f.local("i32");
    const napsPlace = { offset: progress + worker * APART + WORD };
    f.do(i32.atomicStore(placeOf(worker), done));
    for (let other = 0; other < workers; other++) {
      if (other === worker) continue;
      // Counts may overflow, but their difference is right.
      const behind = () =>
        i32.lessSigned(i32.sub(i32.atomicLoad(placeOf(other)), done), i32.constant(0));
      f.set(polls, i32.constant(POLLS));
      f.while(behind(), () => {
        f.set(polls, i32.sub(polls, i32.constant(1)));
        f.if(i32.equal(polls, i32.constant(-1)), () => {
          f.set(naps, i32.load(napsPlace));
          f.do(i32.store(napsPlace, i32.add(naps, i32.constant(1))));
          f.if(i32.isZero(i32.and(naps, i32.constant(ONCE_IN - 1))), () => {
            f.set(polls, i32.constant(LONG_POLLS));
          });
        });
        f.if(i32.lessSigned(polls, i32.constant(0)), () => {
          const expected = i32.sub(done, i32.constant(1));
          f.do(i32.drop(i32.atomicWait(placeOf(other), expected, i64.constant(NAP))));
        });
      });
    }
    f.release(done, polls, naps);
  };
}

/** The sharing of workers in one memory. */
export function inSharedMemory(progress: number, worker: number, workers: number): Sharing {
  const share = shareOf(worker, workers), barrier = barrierOf(progress, worker, workers);
  return { share, local: share, selected: share, exchange: () => {}, barrier };
}

/** Sets the counts of the first workers to zero, between two waits, while none of them is working. */
export function restartProgress(buffer: ArrayBufferLike, progress: number, workers: number): void {
  const counts = new Int32Array(buffer);
  for (let w = 0; w < workers; w++) Atomics.store(counts, (progress + w * APART) / WORD, 0);
}
