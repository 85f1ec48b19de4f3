import { loadMnist, type TrainAndTest } from "../data.ts";
import { integerOf, main, pathOf, UsageError, type Values } from "./support/command.ts";
import { encodePng } from "./support/png.ts";
import { progress } from "./support/progress.ts";

const HELP = `
Writes MNIST as PNG files, one folder for each class, for the image generator.

Usage: deno task mnist-png --out DIR [options]

  --out DIR     output folder: train/0/00001.png and so on, and test/
  --data DIR    folder of MNIST's four files
                (else MNIST_DIR, the cache, a download)
  --train N     number of training images, at most 60,000   [60000]
  --test N      number of test images, at most 10,000       [10000]
  -h, --help    show this help
`;

const OPTIONS = {
  out: { type: "string" },
  data: { type: "string" },
  train: { type: "string", default: "60000" },
  test: { type: "string", default: "10000" },
} as const;

const SIDE = 28;

/** Writes the files as the flags say; resolves to the exit code. */
async function mnistPng(flags: Values<typeof OPTIONS>): Promise<number> {
  if (flags.out === undefined) throw new UsageError("--out must name the folder to write");
  const out = pathOf(flags.out, "out");
  const limits = {
    train: integerOf(flags.train, "train", 1),
    test: integerOf(flags.test, "test", 1),
  };
  const directory = flags.data === undefined ? {} : { directory: pathOf(flags.data, "data") };
  const shown = progress();
  const mnist = await loadMnist(directory);
  for (const part of ["train", "test"] as const) {
    const files = Math.min(limits[part], mnist[part].inputs.rows);
    await writePart(`${out}/${part}`, mnist[part], files, (done) => {
      shown.update(done / files, part, () => `${done} files`);
    });
    shown.clear();
    console.log(`${out}/${part}: ${files} files`);
  }
  return 0;
}

async function writePart(
  directory: string,
  { inputs, labels }: TrainAndTest["train"],
  files: number,
  onProgress: (done: number) => void,
): Promise<void> {
  const classes = new Set(Array.from(labels!));
  for (const label of classes) await Deno.mkdir(`${directory}/${label}`, { recursive: true });
  for (let n = 0; n < files; n++) {
    const pixels = Uint8Array.from(
      { length: inputs.columns },
      (_, p) => inputs.data[n * inputs.columns + p]!,
    );
    // Names differ from class to class: one name in two folders is one image of two classes.
    const name = `${String(n + 1).padStart(5, "0")}.png`;
    await Deno.writeFile(`${directory}/${labels![n]}/${name}`, encodePng(SIDE, pixels));
    if (n % 256 === 0) onProgress(n);
  }
}

if (import.meta.main) {
  await main("mnist-png", { help: HELP, options: OPTIONS, run: mnistPng });
}
