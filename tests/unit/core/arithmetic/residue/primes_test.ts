import { assert, assertEquals } from "@std/assert";
import { drawPrime, isPrime } from "../../../../../src/core/arithmetic/residue/primes.ts";
import { randomKey } from "../../../../../src/core/random/random.ts";

Deno.test("isPrime() agrees with trial division below 10,000", () => {
  const primes: number[] = [];
  for (let n = 0; n < 10_000; n++) {
    const isNew = n > 1 && primes.every((prime) => prime * prime > n || n % prime !== 0);
    if (isNew) primes.push(n);
    assertEquals(isPrime(BigInt(n)), isNew, `${n}`);
  }
});

Deno.test("isPrime() knows large primes, and is not taken in by Carmichael's numbers", () => {
  for (const k of [61n, 89n, 107n, 127n, 521n]) assert(isPrime(2n ** k - 1n), `${k}`);
  assert(!isPrime((2n ** 61n - 1n) * (2n ** 89n - 1n)));
  // (6 k + 1)(12 k + 1)(18 k + 1), pseudoprimes of Fermat to every base that has no factor in common
  let met = 0;
  for (let k = 10n ** 9n; met < 2; k++) {
    const factors = [6n * k + 1n, 12n * k + 1n, 18n * k + 1n];
    if (!factors.every(isPrime)) continue;
    met++;
    assert(!isPrime(factors.reduce((product, factor) => product * factor)));
  }
  // Strong pseudoprimes to the first nine and the first thirteen primes.
  assert(!isPrime(3825123056546413051n) && !isPrime(3317044064679887385961981n));
});

Deno.test("drawPrime() draws primes of 127 bits that are 3 modulo 4, one for each key", () => {
  const drawn = Array.from({ length: 20 }, (_, seed) => drawPrime(randomKey(seed)));
  for (const prime of drawn) {
    assertEquals([prime.toString(2).length, prime % 4n], [127, 3n]);
    assert(isPrime(prime));
  }
  assertEquals(new Set(drawn).size, 20);
  assertEquals(drawn, Array.from({ length: 20 }, (_, seed) => drawPrime(randomKey(seed))));
  assertEquals(drawn[0], drawPrime([...randomKey(0)]));
  // They lie all over the range: half of them above its middle, within four standard deviations.
  const above = drawn.filter((prime) => prime > 3n * 2n ** 125n).length;
  assert(above > 1 && above < 19, `${above} of 20`);
});
