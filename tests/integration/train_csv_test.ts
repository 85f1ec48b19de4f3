import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { loadModel } from "../../formats.ts";
import { TRAIN, train } from "../../scripts/train.ts";
import { exitCodeOf } from "../../scripts/support/command.ts";
import { encodePng } from "../../scripts/support/png.ts";
import { gzip } from "../support/idx.ts";
import { MAY_RUN, printed, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;

/** Plants whose kind follows from the length alone; soil is missing now and then. */
const PLANTS = ["No;Length;Soil;Kind"].concat(Array.from({ length: 90 }, (_, i) => {
  const kind = i % 3, length = 1 + kind * 2 + (i % 7) / 10;
  const soil = i % 9 === 0 ? "NA" : i % 2 ? '"clay; wet"' : "chalk";
  const comma = i === 5 ? "NA" : String(length).replace(".", ",");
  return `${i};${comma};${soil};${["aster", "bellflower", "clover"][kind]}`;
})).join("\n");

/** Trains in this process, with gradients that count as proved. */
function trained(folder: string, args: readonly string[]) {
  Deno.env.set("INIT_CWD", folder);
  const command = {
    ...TRAIN,
    run: (flags: Parameters<typeof train>[0]) => train(flags, () => true),
  };
  return printed(() => exitCodeOf("train", command, args)).finally(() => {
    Deno.env.delete("INIT_CWD");
  });
}

Deno.test({
  name: "train --csv recognizes a file, trains, and predict adds its answers (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(join(folder, "plants.csv"), PLANTS);
      const env = { INIT_CWD: folder };
      const run = await runTask("train", [
        ...["--csv", "plants.csv", "--target", "Kind", "--drop", "No", "--save", "plants.json"],
      ], env);
      assertEquals(run.code, 0, run.stderr);
      for (
        const line of [
          'separator: ";"; else: --separator',
          "decimal mark: a comma, as in 1,5; else: --decimal",
          "missing: NA, and empty fields",
          "missing: Length in 1 record: the median",
          "missing: Soil in 10 records: a category of its own",
          "task: classification, as Kind has 3 categories",
          "5 of 5 claims proved",
          "held out",
          "was best",
        ]
      ) assertStringIncludes(run.stderr, line);
      for (
        const words of ["always aster", "Accuracy", "is \\ taken for", "most important inputs"]
      ) {
        assertStringIncludes(run.stdout, words);
      }
      assert(run.stdout.split("\n").every((line) => line.length <= 80), run.stdout);
      const { training, outputs } = await loadModel(join(folder, "plants.json"));
      assertEquals(outputs.names, ["aster", "bellflower", "clover"]);
      assertEquals([training!.accuracy, training!.data], [1, "plants.csv"]);

      const rows = 'Soil;Length;Note\nchalk;1,2;a\nchalk;3,3;b\n"clay; wet";NA;c\n';
      await Deno.writeTextFile(join(folder, "new.csv"), rows);
      const { code, stdout, stderr } = await runTask("predict", ["plants.json", "new.csv"], env);
      assertEquals(code, 0, stderr);
      const [head, first, second] = stdout.split("\n");
      assertEquals(head, "Soil;Length;Note;class;probability");
      assert(first!.startsWith("chalk;1,2;a;aster;0,"), first);
      assert(second!.startsWith("chalk;3,3;b;bellflower;0,"), second);
    }),
});

Deno.test({
  name: "train --csv predicts numbers in their units, and cross-validates (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const rows = Array.from({ length: 60 }, (_, i) => `${i},${i % 5},${1000 + 37 * i}`);
      await Deno.writeTextFile(join(folder, "rents.csv"), ["size,floor,rent", ...rows].join("\n"));
      const flags = ["--csv", "rents.csv", "--target=-1", "--epochs", "60", "--layers", "16:relu"];
      const { result, stdout, stderr } = await trained(folder, [...flags, "--json"]);
      assertEquals(result, 0, stderr);
      const { task, rmse: [error], baseline, importances } = JSON.parse(stdout);
      assertEquals(task, "regression");
      assert(error < baseline.rmse[0] / 3 && baseline.rmse[0] > 300, stdout);
      assertEquals(importances[0].name, "size");
      const folds = await trained(folder, [...flags, "--folds", "3", "--search", "2"]);
      assertEquals(folds.result, 0, folds.stderr);
      assertStringIncludes(folds.stdout, "Root mean squared error");
      assertStringIncludes(folds.stdout, "3 folds");
    }),
});

Deno.test({
  name:
    "train --images trains on folders of images, and predict names their classes (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      for (const [label, grey] of [["dark", 20], ["light", 220]] as const) {
        await Deno.mkdir(join(folder, "all", label), { recursive: true });
        for (let i = 0; i < 12; i++) {
          const pixels = Uint8Array.from({ length: 64 }, (_, j) => grey + (i * 7 + j * 3) % 20);
          await Deno.writeFile(
            join(folder, "all", label, `${i}.png`),
            encodePng(8, pixels),
          );
        }
      }
      const flags = ["--images", "all", "--size", "8x8", "--layers", "4:tanh", "--save", "m.json"];
      flags.push("--background", "255");
      await Deno.mkdir(join(folder, "all", "unseen"));
      const mixed = await trained(folder, flags);
      assertEquals(mixed.result, 1);
      assertStringIncludes(mixed.stderr, "--labels single");
      // Too small for the windows of the usual layers.
      const small = ["--images", "all", "--labels", "single", "--epochs", "1", "--json"];
      const plain = await trained(folder, [...small, "--size", "9x12"]);
      assertStringIncludes(plain.stdout, '"parameters":7171'); // 109 · 64 + 65 · 3
      const { result, stdout, stderr } = await trained(folder, [
        ...flags,
        ...["--labels", "single"],
        "--json",
        "--learning-rate",
        "0.05",
      ]);
      assertEquals(result, 0, stderr);
      const { accuracy, classes } = JSON.parse(stdout);
      assertEquals([accuracy, classes], [1, ["dark", "light", "unseen"]]);
      const { inputs } = await loadModel(join(folder, "m.json"));
      assertEquals(inputs.kind === "image" && inputs.background, 255);
      const args = ["m.json", "all/light/3.png", "--json", "--out", "found.json"];
      const found = await runTask("predict", args, { INIT_CWD: folder });
      assertEquals([found.code, found.stdout], [0, ""], found.stderr);
      const text = await Deno.readTextFile(join(folder, "found.json"));
      assertEquals(JSON.parse(text).predictions[0].class, "light");
    }),
});

Deno.test({
  name: "train --csv refuses flags of other data, and a target that is none (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(join(folder, "plants.csv"), PLANTS);
      const csv = ["--csv", "plants.csv"];
      const wrong: readonly (readonly [readonly string[], number, string])[] = [
        [csv, 2, "--csv needs a --target, one of No, Length, Soil, Kind"],
        [[...csv, "--target", "Sort"], 2, "--target must be one of No, Length, Soil, Kind"],
        [[...csv, "--target", "Kind", "--size", "8x8"], 2, "--size does not go with --csv"],
        [["--target", "Kind"], 2, "--target needs --csv"],
        [["--csv", "none.csv", "--target", "a"], 2, "none.csv cannot be read"],
        [[...csv, "--target", "Kind", "--split", "50/20"], 2, "three shares of 100"],
        [[...csv, "--target", "Kind", "--layers", "conv(2,3):relu"], 2, "units and activations"],
        [[...csv, "--images", "."], 2, "exclude each other"],
        [["--images", ".", "--background", "256"], 2, "must be an integer from 0 to 255"],
        [[...csv, "--target", "Kind", "--task", "regression"], 1, "Kind"],
        [["--folds", "3", "--dataset", "strokes", "--epochs", "1"], 2, "--folds needs --csv"],
      ];
      for (const [args, expected, message] of wrong) {
        const { result, stderr } = await trained(folder, args);
        assertEquals(result, expected, `${args.join(" ")}: ${stderr}`);
        assertStringIncludes(stderr, message);
      }
    }),
});

/** Records of two numbers, and what a function makes of them. */
function records(head: string, rowOf: (a: number, b: number, i: number) => string): string {
  const rows = Array.from({ length: 60 }, (_, i) => rowOf(i % 7 - 3, i % 5 - 2, i));
  return [head, ...rows].join("\n");
}

Deno.test({
  name: "train --csv --json prints one object, with the folds in it and no null (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const huge = records("a,b,y", (a, b, i) => `${a},${b},${(a + b + i % 2 / 3) * 1e300}`);
      await Deno.writeTextFile(join(folder, "huge.csv"), huge);
      const flags = ["--csv", "huge.csv", "--target", "y", "--epochs", "2", "--save", "m.json"];
      const { result, stdout, stderr } = await trained(folder, [
        ...[...flags, "--layers", "4:tanh", "--folds", "2", "--json"],
      ]);
      assertEquals(result, 0, stderr);
      const { folds, rmse: [error], baseline } = JSON.parse(stdout);
      assertEquals([folds.folds, folds.epochs], [2, 2]);
      assert(error > 1e299 && error < 1e302 && baseline.rmse[0] > 1e299, stdout);
      assert(folds.rmse.mean > 1e299 && folds.rSquared.mean <= 1, stdout);
      assert(!stdout.includes("null"), stdout);
    }),
});

Deno.test({
  name: "train --csv takes targets of 0 and 1 for labels, -1 and 1 for classes (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const texts = {
        "labels.csv": records("a,b,wet,hot", (a, b) => `${a},${b},${+(a > 0)},${+(b > 0)}`),
        "signs.csv": records("a,b,y", (a, b) => `${a},${b},${a > 0 ? 1 : -1}`),
        "codes.csv": records("a,code,y", (a, b) => `${a},${b},${a > 0 ? "up" : "down"}`),
      };
      for (const [name, text] of Object.entries(texts)) {
        await Deno.writeTextFile(join(folder, name), text);
      }
      const few = [
        "--epochs",
        "60",
        "--layers",
        "8:tanh",
        "--learning-rate",
        "0.05",
        "--save",
        "m.json",
        "--json",
      ];
      const results = async (name: string, ...flags: readonly string[]) => {
        const { result, stdout, stderr } = await trained(folder, ["--csv", name, ...flags, ...few]);
        assertEquals(result, 0, stderr);
        return { json: JSON.parse(stdout), stderr, model: await loadModel(join(folder, "m.json")) };
      };
      const labels = await results("labels.csv", "--target", "wet,hot");
      assertEquals(labels.json.labels, ["wet", "hot"]);
      const { labels: found } = await labels.model.predict({ a: 3, b: -2 });
      assertEquals(found, ["wet"]);
      const signs = await results("signs.csv", "--target", "y");
      assertEquals(signs.json.classes, ["-1", "1"]);
      const codes = await results("codes.csv", "--target", "y", "--categorical", "code");
      const { inputs } = codes.model;
      assert(inputs.kind === "table");
      assertEquals(inputs.encoding.inputs[1]!.categories, ["-1", "-2", "0", "1", "2"]);
    }),
});

Deno.test({
  name: "train --csv refuses what no network can learn, and says why (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const texts = {
        "one.csv": records("a,kind", (a) => `${a},aster`),
        "twice.csv": records("a,a,y", (a, b) => `${a},${b},${a}`),
        "mixed.csv": records("a,kind,y", (a, b, i) => `${a},${"xy"[i % 2]},${a + b / 3}`),
        "points.csv": records("a,y", (a, _, i) => `${a}.5,${"xy"[i % 2]}`),
        "odd.csv": records("a,b,y", (a, b, i) => `${i === 9 ? "few" : a},${b},${a + b / 3}`),
      };
      for (const [name, text] of Object.entries(texts)) {
        await Deno.writeTextFile(join(folder, name), text);
      }
      const wrong: readonly (readonly [readonly string[], number, string])[] = [
        [
          ["one.csv", "--target", "kind"],
          1,
          'must have examples of at least two classes, but all are of "aster"',
        ],
        [
          ["twice.csv", "--target", "y"],
          1,
          'twice.csv: Columns must differ in name, but found "a" twice',
        ],
        [["mixed.csv", "--target", "kind,y"], 2, "y is a number and kind is not"],
        [
          ["mixed.csv", "--target", "y", "--class-weights", "balanced"],
          2,
          "needs a target of classes",
        ],
        [
          ["mixed.csv", "--target", "y", "--folds", "61", "--epochs", "1"],
          2,
          "records, 60, but found 61",
        ],
        [
          ["mixed.csv", "--target", "y", "--separator", "ab"],
          2,
          "--separator must be one character",
        ],
        [["odd.csv", "--target", "y"], 1, 'record 10 has "few"'],
        [
          ["mixed.csv", "--target", "y", "--save", "model.h5"],
          1,
          "A model cannot be written as a Keras model in HDF5 (.h5)",
        ],
        [
          ["mixed.csv", "--target", "y", "--search", "2", "--learning-rate", "0.1"],
          2,
          "--search and --learning-rate exclude each other",
        ],
        [
          ["points.csv", "--target", "y", "--decimal", ","],
          1,
          "Column a seems to be one of numbers, but record 1 has",
        ],
        [
          ["odd.csv", "--target", "y"],
          1,
          '--missing "few", or say what the column is, --categorical "a"',
        ],
      ];
      for (const [[name, ...flags], expected, message] of wrong) {
        const { result, stderr } = await trained(folder, ["--csv", name!, ...flags]);
        assertEquals(result, expected, `${name}: ${stderr}`);
        assertStringIncludes(stderr, message);
      }
    }),
});

Deno.test({
  name:
    "train --csv reads gzip, drops columns without values, and says why it refuses (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 2 ? "no" : "yes"},`);
      const text = `a,y,\n${rows.join("\n")}\n`;
      const write = (name: string, bytes: Uint8Array) => Deno.writeFile(join(folder, name), bytes);
      const encoded = new TextEncoder().encode(text);
      const units = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      await write("a.csv.gz", gzip(encoded));
      await write("twice.csv", gzip(gzip(encoded)));
      await write("wide.csv", Uint8Array.from(units, (_, i) => i)); // the first byte is 0
      await write("goal.csv", new TextEncoder().encode("a,y\n1,\n2,\n"));
      await Deno.mkdir(join(folder, "folder.csv"));
      const run = await trained(folder, ["--csv", "a.csv.gz", "--target", "y", "--epochs", "1"]);
      assertEquals(run.result, 0, run.stderr);
      assertStringIncludes(run.stdout, "1-32 tanh-2 softmax");
      for (
        const [name, expected, message] of [
          ["twice.csv", 1, "must be a CSV file, but is gzipped bytes"],
          ["wide.csv", 1, "has bytes of 0, as of UTF-16 without its mark: save it as UTF-8"],
          ["goal.csv", 2, "--target must be a column with values, but y has none"],
          ["folder.csv", 2, "folder.csv cannot be read: it is a folder, not a file"],
        ] as const
      ) {
        const { result, stderr } = await trained(folder, ["--csv", name, "--target", "y"]);
        assertEquals(result, expected, `${name}: ${stderr}`);
        assertStringIncludes(stderr, message);
      }
    }),
});
