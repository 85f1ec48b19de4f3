import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { ACTIVATIONS, KINDS, LOSSES, REGULARIZERS } from "../../engine.ts";
import { draw, panelsOf } from "../../scripts/speed_chart.ts";
import { anchorsOf, type Block, blocksOf, linksOf } from "../support/markdown.ts";
import { MAY_RUN, withFolder } from "../support/run_script.ts";
import { granted } from "../support/permissions.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const MAY_READ = granted({ name: "read" });

/** The time that something took, which no two runs agree on. */
const SECONDS = /in \d+\.\d+ s/g;
const timeless = (text: string) => text.replaceAll(SECONDS, "in some s");

/** The documents for users, by their paths. */
async function documents(): Promise<Map<string, string>> {
  const paths = ["README.md", "CONTRIBUTING.md"];
  for await (const { name } of Deno.readDir(join(ROOT, "docs"))) {
    if (name.endsWith(".md")) paths.push(join("docs", name));
  }
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, await Deno.readTextFile(join(ROOT, path))] as const),
    ),
  );
}

/** The blocks of all documents. */
async function blocks(): Promise<Block[]> {
  return [...(await documents()).values()].flatMap(blocksOf);
}

/** Runs Deno in a folder; what it printed. */
async function printedBy(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", DENO_NO_PROMPT: "1" },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "programs in documents print what stands below them (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const shown = (await blocks()).filter(({ language, printed }) =>
        language === "ts" && printed !== undefined
      );
      assert(shown.length > 0, "no program with its output was found");
      // As a user has it who takes the library from a path; one process for all programs.
      const { name, exports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
      const doors = typeof exports === "string" ? { ".": exports } : exports;
      const imports = Object.fromEntries(
        Object.entries<string>(doors).map(([door, path]) => [join(name, door), join(ROOT, path)]),
      );
      await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify({ imports }));
      const ending = "--- end of a program";
      const all = shown.map((_, i) => `await import("./${i}.ts");\nconsole.log("${ending}");\n`);
      await Deno.writeTextFile(join(folder, "all.ts"), all.join(""));
      for (const [i, { text }] of shown.entries()) {
        await Deno.writeTextFile(join(folder, `${i}.ts`), text);
      }
      const args = ["run", "--quiet", "--no-check", "--no-lock"];
      const permissions = ["--allow-read=.", "--allow-write=."];
      const printed = await printedBy([...args, ...permissions, "all.ts"], folder);
      assertEquals(
        timeless(printed),
        timeless(shown.map(({ printed }) => `${printed}${ending}\n`).join("")),
      );
    }),
});

Deno.test({
  name: "commands in documents print what stands below them (needs run, files)",
  ignore: !MAY_RUN,
  fn: async () => {
    const shown = (await blocks()).filter(({ language, printed }) =>
      language === "sh" && printed !== undefined
    );
    assert(shown.length > 0, "no command with its output was found");
    for (const { text, printed } of shown) {
      const [command, ...args] = text.trim().split(" ");
      assertEquals(command, "deno");
      assertEquals(timeless(await printedBy(args, ROOT)), timeless(printed!));
    }
  },
});

Deno.test({
  name: "tasks and flags in documents exist (needs files)",
  ignore: !MAY_READ,
  fn: async () => {
    const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
    const scripts = await textsBelow(join(ROOT, "scripts"), join(ROOT, "examples"));
    for (const [path, text] of await documents()) {
      for (const [, task, rest] of text.matchAll(/deno task(?: --quiet)? ([\w:-]+)([^\n`]*)/g)) {
        assert(task! in tasks, `${path} names the task ${task}, which deno.json lacks`);
        for (const [, flag] of rest!.matchAll(/ --([a-z-]+)/g)) {
          const isKnown = flag === "help" ||
            new RegExp(`["\\s]?${flag}["]?: \\{ type`).test(scripts);
          assert(isKnown, `${path} names ${task} --${flag}, which no script has`);
        }
      }
    }
  },
});

/** The sources below folders, as one text. */
async function textsBelow(...folders: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const folder of folders) {
    for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (isDirectory) texts.push(await textsBelow(path));
      else if (isFile && name.endsWith(".ts")) texts.push(await Deno.readTextFile(path));
    }
  }
  return texts.join("\n");
}

Deno.test({
  name: "links in documents lead to files and headings, and files they name exist (needs files)",
  ignore: !MAY_READ,
  fn: async () => {
    for (const [path, text] of await documents()) {
      const links = linksOf(text).filter((target) => !target.includes("://"));
      const named = [...text.matchAll(/`((?:src|tests|scripts|examples|docs|\.ci)\/[\w/.-]+)`/g)]
        .map(([, name]) => name!).filter((name) => !name.includes("NAME"));
      for (const target of links) {
        const [file, anchor] = target.split("#");
        const place = file === "" ? path : join(dirname(path), file!);
        const content = await contentOf(place);
        assert(content !== undefined, `${path} links to ${target}, which is not there`);
        assert(
          anchor === undefined || anchorsOf(content).includes(anchor),
          `${path} links to ${target}, a heading that is not there`,
        );
      }
      for (const name of named) {
        assert(await contentOf(name) !== undefined, `${path} names ${name}, which is not there`);
      }
    }
  },
});

/** The text of a file, nothing for a folder; undefined if there is neither. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    const place = join(ROOT, path);
    return (await Deno.stat(place)).isDirectory ? "" : await Deno.readTextFile(place);
  } catch {
    return undefined;
  }
}

Deno.test({
  name: "documents name every built-in part (needs files)",
  ignore: !MAY_READ,
  fn: async () => {
    const texts = [...(await documents()).values()].join("\n");
    for (const table of [ACTIVATIONS, LOSSES, REGULARIZERS, KINDS]) {
      for (const name of Object.keys(table)) {
        assert(new RegExp(`\\b${name}\\b`).test(texts), `no document names ${name}`);
      }
    }
  },
});

Deno.test({
  name: "docs/speed.svg shows the tables of docs/benchmarks.md (needs files)",
  ignore: !MAY_READ,
  fn: async () => {
    const [chart, tables] = await Promise.all(
      ["speed.svg", "benchmarks.md"].map((name) => Deno.readTextFile(join(ROOT, "docs", name))),
    );
    assertEquals(chart, draw(panelsOf(tables!)));
  },
});
