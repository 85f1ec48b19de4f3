/**
 * Makes the modules in `dist` a package: mends what `deno bundle` wrote, and adds the declarations,
 * one file for each source, below `dist/types`, and `dist/package.json`. (`deno bundle --declaration`
 * omits every type that an entry does not export itself, but keeps the import of its file.)
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- what deno.json names is fetched by every task
import ts from "npm:typescript@5.9.3";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const DIST = join(ROOT, "dist");
const TYPES = join(DIST, "types");

/** The packages that some functions load when they are first called. */
const OPTIONAL = {
  "@imagemagick/magick-wasm": "^0.0.43",
  "@observablehq/plot": "^0.6.17",
  h5wasm: "^0.10.3",
  linkedom: "^0.18.12",
};

// What CommonJS has in the place of `import.meta`.
const META = "{ resolve: (name) => " +
  'process.getBuiltinModule("node:url").pathToFileURL(require.resolve(name)).href }';

for (const { name, isFile } of Deno.readDirSync(DIST)) {
  if (!isFile || !/\.c?js$/.test(name)) continue;
  const path = join(DIST, name);
  const text = Deno.readTextFileSync(path)
    // They would only order side effects, and no module has any; but bundlers follow them, and then
    // load the executor at the start.
    .replaceAll(/^import "\.\/chunk-\w+\.js";\n/gm, "")
    // What is only known when it runs is a package that the user installs; Vite would warn of it.
    .replaceAll(/\bimport\((?=\s*[^"'\s])/g, "import(/* @vite-ignore */ ")
    .replaceAll(/^(var import_meta\d*) = \{\};$/gm, `$1 = ${META};`);
  if (text === "") Deno.removeSync(path);
  else Deno.writeTextFileSync(path, text);
}

const { version, license, exports } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
const doors = Object.entries<string>(exports);

const program = ts.createProgram(doors.map(([, file]) => join(ROOT, file)), {
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
  const declared = text.replaceAll(/(from |import\()"(\.[^"]+)\.ts"/g, '$1"$2.js"');
  // Types that neither ECMAScript nor this library defines: where they are known, this adds nothing.
  const names = ["AbortSignal", "Request", "Response"].filter((name) => {
    return new RegExp(`\\b${name}\\b`).test(text);
  });
  const known = names.map((name) => `declare global { interface ${name} {} }\n`);
  Deno.writeTextFileSync(file, declared + known.join(""));
});
if (emitSkipped || diagnostics.length > 0) {
  const messages = diagnostics.map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, "\n")
  );
  console.error(`error: ${messages.join("\n") || "no declarations were written"}`);
  Deno.exitCode = 1;
} else {
  writeJson(join(TYPES, "package.json"), { type: "commonjs" }); // declarations for `require`, too
  writeJson(join(DIST, "package.json"), {
    name: "backproof",
    version,
    description: "Neural networks from scratch, whose gradients are proved",
    license,
    type: "module",
    sideEffects: false,
    main: "./backproof.cjs",
    types: "./types/mod.d.ts",
    exports: Object.fromEntries(doors.map(([name, file]) => [name, {
      types: file.replace("./", "./types/").replace(".ts", ".d.ts"),
      import: file.replace("mod.ts", "backproof.js").replace(".ts", ".js"),
      // One file for all: what is known by identity, as softmax to its loss, must not exist twice.
      require: "./backproof.cjs",
    }])),
    engines: { node: ">=20.16" }, // that has process.getBuiltinModule
    peerDependencies: OPTIONAL,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(OPTIONAL).map((name) => [name, { optional: true }]),
    ),
  });
}

function writeJson(path: string, value: unknown): void {
  Deno.writeTextFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
