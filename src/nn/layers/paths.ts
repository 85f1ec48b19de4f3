/** Records of each layer in one, by paths. */
export function joined<Value>(
  records: readonly Readonly<Record<string, Value>>[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    records.flatMap((record, i) =>
      Object.entries(record).map(([name, value]) => [`${i}.${name}`, value] as const)
    ),
  );
}

/** The members of the record of layer i, by their own names. */
export function part<Value>(
  record: Readonly<Record<string, Value>>,
  i: number,
): Readonly<Record<string, Value>> {
  const prefix = `${i}.`;
  return Object.fromEntries(
    Object.entries(record).filter(([path]) => path.startsWith(prefix))
      .map(([path, value]) => [path.slice(prefix.length), value]),
  );
}
