import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { writeNpz } from "../../data.ts";
import { dense, network, relu, softmax, squaredRelu, tanh } from "../../engine.ts";
import { loadModel, model, saveModel, toJson } from "../../formats.ts";
import { CONVERT } from "../../scripts/convert.ts";
import { exitCodeOf } from "../../scripts/support/command.ts";
import { modelCodecs } from "../../src/formats/model_files.ts";
import { tensorsOf } from "../../src/formats/pytorch/tensors.ts";
import { MAY_RUN, printed, runTask, withFolder } from "../support/run_script.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
const iris = model({
  network: net,
  outputs: { task: "classification", names: ["setosa", "virginica"] },
});

/** Converts in this process. */
function convert(...args: readonly string[]) {
  return printed(() => exitCodeOf("convert", CONVERT, args));
}

Deno.test({
  name: "convert writes a model in another format, and back to the same file (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      await saveModel(path("iris.json"), iris);
      const args = [path("iris.json"), "--out", path("iris.safetensors"), "--precision", "float64"];
      const { code, stdout, stderr } = await runTask("convert", [...args, "--json"]);
      assertEquals([code, stderr], [0, ""]);
      assertEquals(JSON.parse(stdout), {
        ...{ file: path("iris.safetensors"), format: "safetensors", precision: "float64" },
        ...{ network: "2-3 tanh-2 softmax", parameters: 17 },
        bytes: (await Deno.stat(path("iris.safetensors"))).size,
      });
      await convert(path("iris.safetensors"), "--out", path("back.json"));
      assertEquals(await Deno.readFile(path("back.json")), await Deno.readFile(path("iris.json")));
    }),
});

Deno.test({
  name: "convert reads and writes every format, by its ending or by --to (needs files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      await saveModel(path("iris.json"), iris);
      for (const { name, extension, describe } of modelCodecs()) {
        const out = path(`by ending${extension.toUpperCase()}`);
        const { result, stdout } = await convert(path("iris.json"), "--out", out);
        assertEquals(result, 0);
        assertStringIncludes(stdout, `${out}: ${describe} of 2-3 tanh-2 softmax, 17 parameters, `);
        const other = path(`${name} by name`);
        assertEquals((await convert(path("iris.json"), "--out", other, "--to", name)).result, 0);
        assertEquals(await Deno.readFile(other), await Deno.readFile(out));
      }
    }),
});

Deno.test({
  name:
    "convert --like keeps what inputs and outputs are, and replaces the parameters (needs files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      const other = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 2 });
      await Deno.writeFile(path("alone.npz"), writeNpz(tensorsOf(other)));
      await saveModel(path("like.json"), iris);
      const args = [path("alone.npz"), "--out", path("new.json")];
      const refused = await convert(...args);
      assertEquals(refused.result, 1);
      assertStringIncludes(refused.stderr, 'holds parameters alone ("0.weight", ');
      assertEquals((await convert(...args, "--like", path("like.json"))).result, 0);
      const made = await loadModel(path("new.json"));
      assertEquals([toJson(made.network), made.outputs], [toJson(other), iris.outputs]);
    }),
});

Deno.test({
  name: "convert ends with 2 on wrong arguments, with 1 on what it cannot do (needs files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      await saveModel(path("iris.json"), iris);
      const layers = [dense(2, squaredRelu), dense(2, relu)];
      await saveModel(path("squared.json"), { network: network({ inputs: 2, layers }) });
      await Deno.writeFile(path("model.pt"), Uint8Array.of(0x80, 2, 0x7d));
      const from = path("iris.json"), out = ["--out", path("out.npz")];
      const cases: readonly (readonly [readonly string[], number, string])[] = [
        [out, 2, "The argument must be one MODEL, but found 0"],
        [[from, from, ...out], 2, "The argument must be one MODEL, but found 2"],
        [[from], 2, "--out must name the file to write"],
        [[from, "--out", path("out.pt")], 2, "--out must end in one of .json, "],
        [[from, ...out, "--to", "checkpoint"], 2, "--to must be one of network, "],
        [
          [from, ...out, "--precision", "float16"],
          2,
          "--precision must be one of float64, float32",
        ],
        [[from, ...out, "--to", "network", "--precision", "float32"], 2, "leaves no choice"],
        [[path("none.json"), ...out], 2, `${path("none.json")} cannot be read`],
        [[from, ...out, "--like", path("none.json")], 2, `${path("none.json")} cannot be read`],
        [[from, "--out", path("none/out.npz")], 2, `the folder ${path("none")} does not exist`],
        [[from, ...out, "--colour"], 2, "Unknown option '--colour'"],
        [[path("model.pt"), ...out], 1, "but this is a Python pickle: export safetensors or ONNX"],
        [
          [path("squared.json"), ...out],
          1,
          "no module for the activation squaredRelu, as in layer",
        ],
      ];
      for (const [args, expected, message] of cases) {
        const { result, stdout, stderr } = await convert(...args);
        assertEquals([result, stdout], [expected, ""], args.join(" "));
        assertStringIncludes(stderr, message);
      }
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
      assertEquals(names, ["iris.json", "model.pt", "squared.json"]);
    }),
});

Deno.test("convert --help names every format and its ending", async () => {
  const { result, stdout } = await convert("--help");
  assertEquals(result, 0);
  for (const { name, extension } of modelCodecs()) {
    assert(stdout.includes(`${name} (${extension})`));
  }
  assert(stdout.split("\n").every((line) => line.length <= 80), stdout);
});
