/**
 * Writes the declarations of `dist/backproof.js`: one file for each source, below `dist/types`, and
 * `dist/backproof.d.ts`, which exports them. (`deno bundle --declaration` omits every type that `mod.ts`
 * does not export itself, but keeps the import of its file.) Also writes `dist/package.json`, which makes
 * the folder an installable package.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- what deno.json names is fetched by every task
import ts from "npm:typescript@5.9.3";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const TYPES = join(ROOT, "dist", "types");

const program = ts.createProgram([join(ROOT, "mod.ts")], {
  allowImportingTsExtensions: true,
  declaration: true,
  emitDeclarationOnly: true,
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noCheck: true, // `deno check` has done that
  outDir: TYPES,
  rootDir: ROOT,
  strict: true,
  target: ts.ScriptTarget.ESNext,
  types: [],
});
const { emitSkipped, diagnostics } = program.emit(undefined, (file, text) => {
  Deno.mkdirSync(dirname(file), { recursive: true });
  // Sources import `.ts` files, which the package does not contain.
  Deno.writeTextFileSync(file, text.replaceAll(/(from |import\()"(\.[^"]+)\.ts"/g, '$1"$2.js"'));
});
if (emitSkipped || diagnostics.length > 0) {
  const messages = diagnostics.map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, "\n")
  );
  console.error(`error: ${messages.join("\n") || "no declarations were written"}`);
  Deno.exitCode = 1;
} else {
  await Deno.writeTextFile(
    join(ROOT, "dist", "backproof.d.ts"),
    'export * from "./types/mod.js";\n',
  );
  const { version, license } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  // Without a type, Node before 20.19 takes the module for CommonJS and does not load it.
  const entry = { types: "./backproof.d.ts", default: "./backproof.js" };
  const manifest = { name: "backproof", version, license, type: "module", exports: { ".": entry } };
  await Deno.writeTextFile(
    join(ROOT, "dist", "package.json"),
    `${JSON.stringify(manifest, undefined, 2)}\n`,
  );
}
