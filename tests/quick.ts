/**
 * All unit tests in one isolate.
 *
 * A file that Deno runs by itself costs an isolate and loads the library again, which takes longer than
 * most tests. Files are found here and imported; all permissions are then given back, so that tests run
 * with none.
 */

/** The files of tests in a folder and those below it, in the order of their names. */
function testsIn(folder: URL): URL[] {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap(({ name, isDirectory }) => {
    if (isDirectory) return testsIn(new URL(`${name}/`, folder));
    return name.endsWith("_test.ts") ? [new URL(name, folder)] : [];
  });
}

for (const { href } of testsIn(new URL("./unit/", import.meta.url))) await import(href);
for (const name of ["read", "write", "env", "net", "run"] as const) {
  Deno.permissions.revokeSync({ name });
}
