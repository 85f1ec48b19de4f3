import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { csvGenerator, csvInputs } from "../../data.ts";
import { dense, linear, network } from "../../engine.ts";
import { model, saveModel } from "../../formats.ts";
import { predict } from "../../train.ts";
import { PREDICT } from "../../scripts/predict.ts";
import { exitCodeOf } from "../../scripts/support/command.ts";
import { MAY_RUN, printed, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;

const TEXT = "size,colour,price\n1,red,10\n3,blue,30\n6,red,50\n";

/** A model of {@linkcode TEXT} in a folder, and predictions of files beside it. */
function withModel(
  use: (
    write: (files: Readonly<Record<string, string>>) => Promise<void>,
    answer: (...args: readonly string[]) => ReturnType<typeof printed<number>>,
    numbers: (text: string) => Promise<readonly number[]>,
  ) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    const options = { target: "price", fill: { size: "mean" }, validation: 0, test: 0 } as const;
    const { encoding, train } = csvGenerator(TEXT, { ...options, standardizeTargets: true });
    const { columns } = train.inputs;
    const net = network({ inputs: columns, layers: [dense(1, linear)], seed: 1 });
    const scale = encoding.targetScale;
    await saveModel(
      join(folder, "m.json"),
      model({
        ...{ network: net, inputs: { kind: "table", encoding } },
        outputs: { task: "regression", names: ["price"], scale },
      }),
    );
    const write = async (files: Readonly<Record<string, string>>) => {
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(folder, name), text);
      }
    };
    Deno.env.set("INIT_CWD", folder);
    await use(
      write,
      (...args) => printed(() => exitCodeOf("predict", PREDICT, ["m.json", ...args])),
      async (text) => {
        const { data } = await predict(net, csvInputs(text, encoding, { unknown: "zeros" }));
        return Array.from(data, (x) => x * scale.deviations[0]! + scale.means[0]!);
      },
    ).finally(() => Deno.env.delete("INIT_CWD"));
  });
}

Deno.test({
  name:
    "predict --csv gives the outputs of the network, whatever the order of columns (needs files)",
  ignore,
  fn: () =>
    withModel(async (write, answer, numbers) => {
      await write({
        "a.csv": "note,colour,size\nx,red,2\n\ny,green,\n",
        "same.csv": "note,colour,size\nz,blue,9\n",
      });
      const { result, stdout, stderr } = await answer("a.csv", "same.csv", "--unknown", "zeros");
      assertEquals(result, 0, stderr);
      const [head, ...lines] = stdout.trim().split("\n");
      assertEquals(head, "note,colour,size,predicted price");
      assertEquals(lines.map((line) => line.split(",")[0]), ["x", "y", "z"]);
      const wanted = await numbers("colour,size\nred,2\ngreen,\nblue,9\n");
      const found = lines.map((line) => Number(line.split(",").at(-1)));
      assertEquals(found, wanted.map((x) => Number(x.toPrecision(6))));
    }),
});

Deno.test({
  name: "predict --csv names the file, the record and the column that it cannot take (needs files)",
  ignore,
  fn: () =>
    withModel(async (write, answer) => {
      await write({
        "good.csv": "size,colour\n1,red\n",
        "turned.csv": "colour,size\nred,1\n",
        "twice.csv": "size,colour,size\n1,red,2\n",
        "lacks.csv": "colour\nred\n",
        "new.csv": "size,colour\n1,red\n2,green\n",
        "text.csv": "size,colour\nfew,red\n",
      });
      await Deno.writeFile(
        join(Deno.env.get("INIT_CWD")!, "image.csv"),
        Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10),
      );
      const wrong: readonly (readonly [readonly string[], string])[] = [
        [["good.csv", "turned.csv"], "turned.csv must have the columns of good.csv in their order"],
        [["twice.csv"], 'twice.csv must have the column "size" once'],
        [["lacks.csv"], 'lacks.csv must have the column "size" once, as the file to train on'],
        [["new.csv"], "new.csv: Column colour of record 2 must be one of"],
        [["new.csv"], "--unknown zeros"],
        [["text.csv"], "text.csv: Column size of record 1 must be a finite number"],
        [["image.csv"], "image.csv must be a CSV file, but is a PNG image"],
      ];
      for (const [args, message] of wrong) {
        const { result, stderr } = await answer(...args);
        assertEquals(result, 1, `${args.join(" ")}: ${stderr}`);
        assertStringIncludes(stderr, message);
      }
      for (const flag of [["--invert"], ["--max-pixels", "9"]]) {
        const { result, stderr } = await answer("good.csv", ...flag);
        const message = `${flag[0]} does not go with a table with categories: it is for images`;
        assertEquals([result, stderr.includes(message)], [2, true], stderr);
      }
      const { result, stdout } = await answer("good.csv", "turned.csv", "--json");
      assertEquals(result, 0);
      const [a, b] = JSON.parse(stdout).predictions;
      assertEquals(a, b);
    }),
});

Deno.test({
  name:
    "deno task predict may write --out, and warns of a network without scales (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const net = network({ inputs: 2, layers: [dense(1, linear)], seed: 1 });
      await saveModel(join(folder, "m.json"), model({ network: net }));
      await Deno.writeTextFile(join(folder, "a.csv"), "a,b\n1,2\n");
      const args = ["m.json", "a.csv", "--out", "found.csv"];
      const { code, stdout, stderr } = await runTask("predict", args, { INIT_CWD: folder });
      assertEquals([code, stdout], [0, ""], stderr);
      assertStringIncludes(stderr, "does not say how its inputs are scaled");
      const [head] = (await Deno.readTextFile(join(folder, "found.csv"))).split("\n");
      assertEquals(head, "a,b,predicted output 0");
    }),
});

Deno.test({
  name:
    "predict writes numbers below the names of their targets, names that are numbers, too (needs files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const net = network({ inputs: 1, layers: [dense(2, linear)], seed: 1 });
      await saveModel(
        join(folder, "m.json"),
        model({ network: net, outputs: { task: "regression", names: ["b", "1"] } }),
      );
      await Deno.writeTextFile(join(folder, "a.csv"), "x\n1\n");
      Deno.env.set("INIT_CWD", folder);
      const { stdout } = await printed(() => exitCodeOf("predict", PREDICT, ["m.json", "a.csv"]))
        .finally(() => Deno.env.delete("INIT_CWD"));
      const wanted = await predict(net, { rows: 1, columns: 1, data: [1] });
      const [head, row] = stdout.split("\n"), found = row!.split(",").map(Number);
      assertEquals(head, "x,predicted b,predicted 1");
      assertEquals(found, [1, ...Array.from(wanted.data, (x) => Number(x.toPrecision(6)))]);
    }),
});
