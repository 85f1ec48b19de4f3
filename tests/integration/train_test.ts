import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import {
  categoricalCrossEntropy,
  dense,
  describeNetwork,
  elementwise,
  network,
  softmax,
  tanh,
} from "../../engine.ts";
import { fromJson, type NetworkJson } from "../../formats.ts";
import { TRAIN, train } from "../../scripts/train.ts";
import { sha256 } from "../../src/data/sha256.ts";
import { exitCodeOf } from "../../scripts/support/command.ts";
import { checkedGradients } from "../../scripts/support/checked_gradients.ts";
import { MAY_RUN, printed, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;
const QUICK = ["--dataset", "strokes", "--epochs", "1", "--layers", "16:tanh"];
const KEYS = [
  "dataset",
  "examples",
  "parameters",
  "epochs",
  "executor",
  "seconds",
  "accuracy",
  "crossEntropy",
  "microAccuracy",
  "microPrecision",
  "microRecall",
  "digest",
];

Deno.test({
  name:
    "train --json prints one object with the documented keys, and saves the network, in the folder it is called from (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const runOf = async (...flags: string[]) => {
        const env = { INIT_CWD: folder };
        const { code, stdout, stderr } = await runTask(
          "train",
          [...QUICK, "--json", ...flags],
          env,
        );
        assertEquals(code, 0, stderr);
        assertStringIncludes(stderr, "4 of 4 claims proved, in rows of 3; layers of up to");
        assertStringIncludes(stderr, "gradients: finite differences agree");
        return JSON.parse(stdout);
      };
      const run = await runOf("--seed", "1", "--save", "network.json");
      assertEquals(Object.keys(run), KEYS);
      assertEquals([run.dataset, run.examples, run.epochs], ["strokes", 10_000, 1]);
      assertEquals(run.parameters, 784 * 16 + 16 + 16 * 10 + 10);
      assert(run.accuracy > 0.8, run.accuracy);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["network.json"]);
      const json = JSON.parse(await Deno.readTextFile(join(folder, "network.json"))) as NetworkJson;
      assertEquals(describeNetwork(fromJson(json)), "784-16 tanh-10 softmax");

      // The digest is the SHA-256 of the parameters that are saved, the same for the same seed.
      const bytes = json.layers.flatMap(({ weights, biases }) => [weights, biases] as string[])
        .flatMap((base64) => Array.from(atob(base64), (character) => character.charCodeAt(0)));
      assertEquals(run.digest, await sha256(Uint8Array.from(bytes)));
      assertEquals((await runOf("--seed", "1")).digest, run.digest);
      assertNotEquals((await runOf("--seed", "2")).digest, run.digest);
    }),
});

Deno.test({
  name:
    "train prints the paper's table and the confusion matrix, progress on standard error alone (needs run, files)",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await runTask("train", QUICK);
    assertEquals(code, 0, stderr);
    for (
      const text of ["this run", "(strokes)", "0.166", "17.95 min", "is \\ taken for"]
    ) {
      assertStringIncludes(stdout, text);
    }
    assert(stdout.split("\n").every(({ length }) => length <= 80), stdout);
    assertStringIncludes(stderr, "epoch 1/1: cost");
    assert(!stdout.includes("epoch 1/1") && !stderr.includes("\x1b"), stderr);
  },
});

Deno.test({
  name:
    "train takes an optimizer with all that changes it, and says so in the table (needs run, files)",
  ignore,
  fn: async () => {
    const flags = [
      ...["--optimizer", "adamw", "--schedule", "warm-up", "--weight-decay", "0.1"],
      ...["--dropout", "0.1", "--clip-norm", "5", "--l1", "1e-6"],
    ];
    const { code, stdout, stderr } = await runTask("train", [...QUICK, ...flags]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^Optimizer +adamw, warm-up, clipped +sgd +sgd\n +to 5, l1\(0.000001\)$/m);
    assertStringIncludes(stderr, "16 tanh-dropout 0.1-10 softmax");
    assertStringIncludes(stdout.replaceAll(/ +/g, " "), "Learning rate 0.001 0.1 0.1");
  },
});

Deno.test({
  name:
    "train falls back to strokes and says so where MNIST cannot be had, but not if asked for it (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      // An empty home has no cache, and a proxy that refuses has no network; Deno keeps its own cache.
      const info = await new Deno.Command("deno", { args: ["info", "--json"] }).output();
      const env = {
        DENO_DIR: JSON.parse(new TextDecoder().decode(info.stdout)).denoDir as string,
        HOME: folder,
        XDG_CACHE_HOME: join(folder, "cache"),
        LOCALAPPDATA: folder,
        MNIST_DIR: "",
        HTTPS_PROXY: "http://127.0.0.1:9",
        https_proxy: "http://127.0.0.1:9",
      };
      const any = await runTask("train", ["--epochs", "1", "--layers", "4:tanh"], env);
      assertEquals(any.code, 0, any.stderr);
      assertStringIncludes(any.stderr, "data: MNIST is not available");
      const named = await runTask("train", ["--dataset", "mnist"], env);
      assertEquals([named.code, named.stdout], [1, ""]);
      assertStringIncludes(named.stderr, "error:");
    }),
});

Deno.test({
  name: "train warns of a training that ran away, and fails if it learned nothing (needs run)",
  ignore,
  fn: async () => {
    const flags = [...QUICK, "--learning-rate", "1000"];
    const away = await runTask("train", flags);
    assertStringIncludes(away.stderr, "warning: the cost of 32 examples rose from 2.");
    const dead = await runTask("train", [...flags, "--layers", "16:relu", "--seed", "1"]);
    assertEquals(dead.code, 1, dead.stderr);
    assertStringIncludes(dead.stderr, "error: one class for all examples would be right as often ");
    const { code, stderr } = await runTask("train", QUICK);
    assert(code === 0 && !/warning|error/.test(stderr), stderr);
  },
});

Deno.test({
  name: "train fails with exit code 1 on a folder without MNIST (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await runTask("train", ["--data", folder]);
      assertEquals([code, stdout], [1, ""]);
      assertStringIncludes(stderr, "train-images-idx3-ubyte");
    }),
});

Deno.test({
  name:
    "train refuses wrong arguments with exit code 2, before it does anything (needs run, files)",
  ignore,
  fn: async () => {
    const wrong: readonly (readonly [string | string[], string])[] = [
      ["--paint", "Unknown option '--paint'"],
      ["somewhere", "somewhere"],
      ["--epochs=0", "--epochs must be an integer of at least 1, but found 0"],
      ["--batch-size=1.5", "--batch-size must be an integer"],
      ["--learning-rate=fast", "--learning-rate must be a positive number, but found fast"],
      ["--learning-rate=-1", "but found -1"],
      [
        "--optimizer=lbfgs",
        "adam, amsgrad, adamw, nadam, lion, but found lbfgs",
      ],
      ["--schedule=linear", "--schedule must be one of constant, step, exponential, cosine"],
      ["--weight-decay=-1", "--weight-decay must be a number of at least 0, but found -1"],
      ["--weight-decay=some", "but found some"],
      ["--dropout=1", "--dropout must be at least 0 and less than 1, but found 1"],
      ["--class-weights=equal", "--class-weights must be one of none, balanced, but found equal"],
      ["--clip-norm=0", "--clip-norm must be a positive number, but found 0"],
      ["--l1=-1", "--l1 must be a number of at least 0, but found -1"],
      ["--layers=32:swish", "activations linear, sigmoid"],
      ["--layers=32", "but found 32"],
      ["--layers=0:tanh", "but found 0:tanh"],
      ["--seed=-1", "--seed must be an integer"],
      ["--executor=gpu", "--executor must be one of wasm, reference, webgpu, blas, but found gpu"],
      ["--workers=0", "--workers must be an integer of at least 1, but found 0"],
      ["--workers=two", "--workers must be an integer of at least 1 or auto, but found two"],
      ["--dataset=cifar", "one of mnist, strokes, fashion-mnist, kmnist, emnist, but found cifar"],
      [`--save=${join("no", "such", "folder", "net.json")}`, "does not exist"],
      ["--save=", "--save must name a file or folder, but found nothing"],
      ["--save=tests", "is a folder, not a file"],
      [["--save=a.net", "--checkpoint=./a.net"], "must differ"],
      ["--data=", "--data must name a file or folder"],
      ["--dataset=", "one of mnist, strokes, fashion-mnist, kmnist, emnist, but found"],
      ["--learning-rate=0x10", "but found 0x10"],
      ["--layers=99999999999999999999:tanh", "--layers must be"],
    ];
    // One as a user would run it, all in this process.
    assertEquals((await runTask("train", ["--epochs=0"])).code, 2);
    for (const [args, message] of wrong) {
      const arg = [args].flat();
      const { result: code, stdout, stderr } = await printed(() => exitCodeOf("train", TRAIN, arg));
      assertEquals([code, stdout], [2, ""], arg.join(" "));
      assertStringIncludes(stderr, message);
      assertStringIncludes(stderr, "Try: deno task train --help");
    }
  },
});

Deno.test("train stops with exit code 1 before any training where a gradient is wrong", async () => {
  const lines: string[] = [];
  const shown = { update: () => {}, line: (text: string) => void lines.push(text) };
  const flat = elementwise({ ...tanh, name: "flat", equivalents: [], slope: (m) => m.one });
  const layers = [dense(2, flat), dense(3, softmax)];
  const training = { ...network({ inputs: 2, layers }), loss: categoricalCrossEntropy };
  assert(!checkedGradients(shown, training));
  assertStringIncludes(lines[1]!, "finite differences disagree");
  assert(lines.some((line) => line.startsWith("error: flat: its slope")), lines.join("\n"));
  assert(lines.some((line) => line.startsWith("error: layer 1, weights")), lines.join("\n"));

  const flags = {
    ...{ "epochs": "1", "batch-size": "32", "optimizer": "sgd", "schedule": "constant" },
    ...{ "layers": "4:tanh", "dropout": "0", "class-weights": "none" },
    ...{
      "seed": "1",
      "executor": "wasm",
      "workers": "1",
      "json": false,
      "mpi": false,
      "dataset": "strokes",
    },
  };
  assertEquals(await train(flags, () => false), 1);
});

Deno.test({
  name: "train --help prints every flag (needs run, files)",
  ignore,
  fn: async () => {
    const { code, stdout } = await runTask("train", ["--help"]);
    assertEquals(code, 0);
    assertEquals(stdout.split("\n").filter((line) => line.length > 80), []);
    for (
      const flag of [
        "data",
        "dataset",
        "epochs",
        "batch-size",
        "optimizer",
        "learning-rate",
        "schedule",
        "weight-decay",
        "clip-norm",
        "l1",
        "l2",
        "layers",
        "dropout",
        "class-weights",
        "seed",
        "executor",
        "workers",
        "save",
        "json",
      ]
    ) {
      assertStringIncludes(stdout, `--${flag} `);
    }
  },
});
