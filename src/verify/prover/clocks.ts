/** What a formula may read besides its arguments, and how people write it. */
const SOURCES: readonly (readonly [owner: () => object | undefined, name: string, text: string])[] =
  [
    [() => globalThis, "Date", "the date"],
    [() => Math, "random", "Math.random()"],
    [() => globalThis, "performance", "performance"],
    [() => globalThis, "crypto", "crypto"],
    [() => globalThis, "Temporal", "Temporal"],
    [() => Intl, "DateTimeFormat", "the date"],
  ];

/**
 * Runs something, and says whether it has read a clock or drawn random numbers: a function of its arguments
 * does neither, and what it does later cannot be known.
 *
 * What is read is genuine, so that nothing shows to what is watched. While it runs, nothing else does.
 *
 * @returns What it returns, and what it has read, if anything.
 */
export function watchingClocks<T>(run: () => T): readonly [result: T, read: string | undefined] {
  let read: string | undefined;
  const restored: (() => void)[] = [];
  for (const [ownerOf, name, text] of SOURCES) {
    const owner = ownerOf() as Record<string, unknown> | undefined, genuine = owner?.[name];
    if (owner === undefined || genuine === undefined) continue;
    const before = Object.getOwnPropertyDescriptor(owner, name);
    const noticed = <R>(result: R): R => {
      read ??= text;
      return result;
    };
    const value: object = new Proxy(genuine as (...args: unknown[]) => object, {
      apply: (target, _, args) => noticed(Reflect.apply(target, owner, args)),
      construct: (target, args, newTarget): object =>
        noticed(Reflect.construct(target, args, newTarget === value ? target : newTarget)),
      get: (target, key) => {
        const found = noticed(Reflect.get(target, key));
        // Methods of the platform want their own object.
        return typeof found === "function" && !/^[A-Z]/.test(name) ? found.bind(target) : found;
      },
    });
    // Where it is frozen it cannot be watched.
    if (!Reflect.defineProperty(owner, name, { value, configurable: true, writable: true })) {
      continue;
    }
    restored.push(() => {
      if (before === undefined) delete owner[name];
      else Object.defineProperty(owner, name, before);
    });
  }
  try {
    return [run(), read];
  } finally {
    restored.forEach((restore) => restore());
  }
}
