/** A directory that is removed with all it holds at the end of its block. */
export interface TemporaryDirectory extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
}

/** Makes a directory that holds these files. */
export async function temporaryDirectory(
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<TemporaryDirectory> {
  const path = await Deno.makeTempDir();
  await Promise.all(
    Object.entries(files).map(([name, bytes]) => Deno.writeFile(`${path}/${name}`, bytes)),
  );
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The names in a directory, in order. */
export function namesIn(path: string): string[] {
  return Array.from(Deno.readDirSync(path), ({ name }) => name).sort();
}
