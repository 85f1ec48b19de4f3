import { i32, i64, type Statement } from "../emitter/instructions.ts";
import type { Barrier } from "./step.ts";
import { WORD } from "../memory/layout.ts";
import { APART } from "./training_memory.ts";

/** How often a worker looks whether another has come as far, before it sleeps in between. */
const LOOKS = 1 << 17;

/** How often it looks before it sleeps, once in so many times. */
const LONG_LOOKS = 1 << 23, ONCE_IN = 256;

/** How long a worker sleeps between two looks, in nanoseconds. */
const NAP = 20_000;

/**
 * The wait of a worker for all others, between two stages.
 *
 * Each worker counts the stages it is done with in a place of its own, which the others read: first
 * over and over, as they will be there in less than a microsecond, then with naps in between, so
 * that a worker whose processor is busy elsewhere gets its turn. Nobody needs to be woken.
 *
 * Workers that nap by turns look idle to the system, which may leave them on one processor for ever:
 * measured, training then takes twice as long. So once in a while one looks on for some milliseconds,
 * which lets the system see that there is work for two.
 *
 * @param progress Where the counts are.
 * @param worker Whose wait it is.
 * @param workers How many there are; one need not wait.
 */
export function barrierOf(progress: number, worker: number, workers: number): Barrier {
  if (workers === 1) return () => {};
  const placeOf = (w: number) => ({ offset: progress + w * APART });
  return (f) => {
    const done = f.local("i32", i32.add(i32.load(placeOf(worker)), i32.constant(1)));
    const looks = f.local("i32"), naps = f.local("i32");
    const napsPlace = { offset: progress + worker * APART + WORD };
    f.do(i32.atomicStore(placeOf(worker), done));
    for (let other = 0; other < workers; other++) {
      if (other === worker) continue;
      // Counts may run over: their difference does not.
      const behind = () =>
        i32.lessSigned(i32.sub(i32.atomicLoad(placeOf(other)), done), i32.constant(0));
      f.set(looks, i32.constant(LOOKS));
      f.while(behind(), () => {
        f.set(looks, i32.sub(looks, i32.constant(1)));
        f.if(i32.equal(looks, i32.constant(-1)), () => {
          f.set(naps, i32.load(napsPlace));
          f.do(i32.store(napsPlace, i32.add(naps, i32.constant(1))));
          f.if(i32.isZero(i32.and(naps, i32.constant(ONCE_IN - 1))), () => {
            f.set(looks, i32.constant(LONG_LOOKS));
          });
        });
        f.if(i32.lessSigned(looks, i32.constant(0)), () => f.do(nap(placeOf(other), done)));
      });
    }
    f.release(done, looks, naps);
  };
}

/** Sleeps for a while unless the count has changed meanwhile. */
function nap(place: { readonly offset: number }, done: Parameters<typeof i32.sub>[0]): Statement {
  const expected = i32.sub(done, i32.constant(1));
  return i32.drop(i32.atomicWait(place, expected, i64.constant(NAP)));
}
