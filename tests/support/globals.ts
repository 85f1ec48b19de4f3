/** Calls with another value of a global, as on platforms that have another, or none. */
export async function withGlobal(
  name: string,
  value: unknown,
  call: () => unknown,
): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, name)!;
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    await call();
  } finally {
    Object.defineProperty(globalThis, name, before);
  }
}

/** Calls without a global, as on platforms that do not have its name. */
export async function withoutGlobal(name: string, call: () => unknown): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, name)!;
  delete (globalThis as Record<string, unknown>)[name];
  try {
    await call();
  } finally {
    Object.defineProperty(globalThis, name, before);
  }
}
