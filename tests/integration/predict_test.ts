import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { loadStrokes } from "../../data.ts";
import { categoricalCrossEntropy, dense, network, softmax } from "../../engine.ts";
import { saveCheckpoint, toJson } from "../../formats.ts";
import { type Checkpoint, fit, sgd } from "../../train.ts";
import { picturesOf } from "../../scripts/support/pictures.ts";
import { encodePng } from "../../scripts/support/png.ts";
import { describeCodecs } from "../../src/formats/codecs.ts";
import { idxFile } from "../support/idx.ts";
import { IMAGE_SAMPLES } from "../support/image_files.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const { train, test } = loadStrokes({ train: 2000, test: 20 });
const untrained = network({ inputs: 784, layers: [dense(10, softmax)], seed: 1 });

/** A folder with a network, the checkpoint it comes from, and images. */
async function withNetwork(use: (path: (name: string) => string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    const saved: Checkpoint[] = [];
    const { network } = await fit(untrained, train, {
      ...{ loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1 }), epochs: 5 },
      checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
    });
    await Deno.writeTextFile(path("network.json"), JSON.stringify(toJson(network)));
    await saveCheckpoint(path("checkpoint"), saved.at(-1)!);
    await use(path);
  });
}

/** The pixels of a digit to test with. */
function digit(n: number): Uint8Array {
  return (test.inputs.data as Uint8Array).slice(n * 784, (n + 1) * 784);
}

Deno.test({
  name:
    "predict tells digits in PNG and IDX files alike, light or dark, by either file (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withNetwork(async (path) => {
      await Deno.writeFile(path("light.png"), encodePng(28, digit(0)));
      await Deno.writeFile(path("dark.png"), encodePng(28, digit(0).map((byte) => 255 - byte)));
      const pixels = Uint8Array.from([0, 1, 2].flatMap((n) => [...digit(n)]));
      await Deno.writeFile(path("digits.idx"), idxFile([3, 28, 28], pixels));
      const predicted = async (args: readonly string[]) => {
        const { code, stdout, stderr } = await runTask("predict", [...args, "--json"]);
        assertEquals(code, 0, stderr);
        return JSON.parse(stdout);
      };
      const both = await predicted([path("network.json"), path("light.png"), path("digits.idx")]);
      assertEquals(both.network, "784-10 softmax");
      const [light, first, second] = both.predictions;
      assertEquals([light.image, second.image], [path("light.png"), `${path("digits.idx")}#1`]);
      assertEquals([light.class, light.probability], [first.class, first.probability]);
      assertEquals(
        [0, 1, 2].map((n) => both.predictions[n + 1].class),
        Array.from(test.labels!).slice(0, 3),
      );
      assertEquals(light.others.length, 2);
      assert(light.probability >= light.others[0].probability);
      const [dark] =
        (await predicted([path("checkpoint"), path("dark.png"), "--invert"])).predictions;
      assertEquals([dark.class, dark.probability], [light.class, light.probability]);
    }),
});

Deno.test({
  name: "predict prints a table of images of any size and kind (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withNetwork(async (path) => {
      const samples = IMAGE_SAMPLES.filter(({ name }) => /^rgb\./.test(name));
      for (const { name, bytes } of samples) await Deno.writeFile(path(name), bytes);
      const files = samples.map(({ name }) => path(name));
      const { code, stdout, stderr } = await runTask("predict", [path("checkpoint"), ...files]);
      assertEquals(code, 0, stderr);
      const [head, , ...rows] = stdout.trimEnd().split("\n");
      assertEquals(head!.trim().split(/\s{2,}/), ["image", "class", "probability", "then"]);
      assertEquals(rows.map((row) => row.split("  ")[0]), files);
      for (const row of rows) {
        assert(/ \d\s+0\.\d{4}\s+\d \(0\.\d{4}\), \d \(0\.\d{4}\)$/.test(row), row);
      }
    }),
});

Deno.test({
  name: "predict refuses what it cannot read, by name (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withNetwork(async (path) => {
      const net = path("network.json");
      await Deno.writeTextFile(path("text.png"), "no image");
      await Deno.writeTextFile(path("other.json"), '{ "a": 1 }');
      await Deno.writeFile(path("labels.idx"), idxFile([3], [1, 2, 3]));
      await Deno.writeFile(path("cut.idx"), idxFile([3, 28, 28], []));
      const uneven = network({ inputs: 10, layers: [dense(2, softmax)] });
      await Deno.writeTextFile(path("uneven.json"), JSON.stringify(toJson(uneven)));
      const wrong: readonly (readonly [readonly string[], number, string])[] = [
        [[], 2, "The arguments must be a MODEL and at least one FILE, but found 0"],
        [[net], 2, "but found 1"],
        [[net, path("none.png")], 2, `${path("none.png")} cannot be read`],
        [[path("."), net], 2, "must be a regular file, but found a folder"],
        [[path("none.json"), net], 2, `${path("none.json")} cannot be read`],
        [[net, net, "--colour"], 2, "Unknown option '--colour'"],
        [
          [path("text.png"), net],
          1,
          `${path("text.png")}: A model's file must be ${describeCodecs()}, but this is a text`,
        ],
        [
          [path("other.json"), net],
          1,
          `${path("other.json")}: A model's file must be ${describeCodecs()}, but this is JSON`,
        ],
        [[path("uneven.json"), net], 1, "must be the pixels of a square, but found 10"],
        [[net, net, path("text.png")], 1, `${net} (it is neither PNG nor JPEG nor BMP, but JSON`],
        [[net, path("labels.idx")], 1, "must hold images (images × rows × columns)"],
        [[net, path("cut.idx")], 1, `${path("cut.idx")}: IDX elements of shape 3 × 28 × 28`],
      ];
      for (const [args, expected, message] of wrong) {
        const { code, stdout, stderr } = await runTask("predict", args);
        assertEquals([code, stdout], [expected, ""], args.join(" "));
        assertStringIncludes(stderr, message);
      }
      const help = await runTask("predict", ["--help"]);
      for (const text of ["MODEL", "FILE", "--invert", "--json"]) {
        assertStringIncludes(help.stdout, text);
      }
    }),
});

Deno.test({
  name: "predict takes more images of a file than a call can have arguments (needs run, files)",
  ignore: !MAY_RUN,
  fn: () =>
    withFolder(async (folder) => {
      const path = join(folder, "many.idx"), images = 200_000;
      await Deno.writeFile(path, idxFile([images, 1, 1], new Uint8Array(images).fill(7)));
      let found = 0;
      const plan = { width: 1, height: 1, colour: "grey", background: 0, maxPixels: 1 } as const;
      for await (const { pixels } of picturesOf([{ name: "many", path }], plan)) {
        found += pixels[0]!;
      }
      assertEquals(found, 7 * images);
    }),
});
