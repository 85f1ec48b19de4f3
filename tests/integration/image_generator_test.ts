import { assert, assertEquals, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import { BrokenImagesError, imageGenerator, type ImageOptions } from "../../data.ts";
import { fuzz } from "../../scripts/support/fuzz/fuzz.ts";
import { imageReaders } from "../../scripts/support/fuzz/image_readers.ts";
import { encodePng } from "../../scripts/support/png.ts";
import { IMAGE_SAMPLES } from "../support/image_files.ts";
import { needsFiles } from "../support/mnist_loading.ts";
import { withFolder } from "../support/run_script.ts";

type Files = Readonly<Record<string, Uint8Array>>;

/** Calls with a directory that holds these files. */
function withFiles(files: Files, use: (directory: string) => Promise<void>): Promise<void> {
  return withFolder(async (directory) => {
    for (const [path, bytes] of Object.entries(files)) {
      await Deno.mkdir(`${directory}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
      await Deno.writeFile(`${directory}/${path}`, bytes);
    }
    await use(directory);
  });
}

/** A grey image of 2 × 2 pixels, different for each number. */
const image = (n: number) => encodePng(2, Uint8Array.of(n, 0, 255, n));
/** A PNG whose header claims to have many rows and columns. */
function claiming(side: number, png: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const claim = png.slice();
  const view = new DataView(claim.buffer);
  for (const place of [16, 20]) view.setUint32(place, side);
  view.setUint32(29, crc32(claim.subarray(12, 29))); // of the chunk IHDR
  return claim;
}

const ALL: ImageOptions = { validation: 0, test: 0 };

needsFiles("imageGenerator() reads each kind of file as Pillow does", async () => {
  for (const { name, bytes, rgba } of IMAGE_SAMPLES) {
    await withFiles({ [`class/${name}`]: bytes }, async (directory) => {
      const { train, width, height, channels } = await imageGenerator(directory, {
        ...ALL,
        colour: "rgb",
        background: 10,
      });
      assertEquals([width, height, channels], [4, 3, 3], name);
      const wanted = Array.from({ length: 36 }, (_, i) => {
        const alpha = rgba[4 * Math.floor(i / 3) + 3]! / 255;
        return Math.round(alpha * rgba[4 * Math.floor(i / 3) + i % 3]! + (1 - alpha) * 10);
      });
      assertEquals(Array.from(train.inputs.data), wanted, name);
    });
  }
});

const SAMPLES = new Map(IMAGE_SAMPLES.map(({ name, bytes }) => [name, bytes]));

/** The size and the red, green and blue of an image file. */
async function pixelsOf(bytes: Uint8Array): Promise<{ width: number; pixels: number[][] }> {
  let found: { width: number; pixels: number[][] } | undefined;
  await withFiles({ "class/image": bytes }, async (directory) => {
    const { train, width } = await imageGenerator(directory, { ...ALL, colour: "rgb" });
    const data = Array.from(train.inputs.data);
    const pixels = Array.from({ length: data.length / 3 }, (_, i) => data.slice(3 * i, 3 * i + 3));
    found = { width, pixels };
  });
  return found!;
}

needsFiles("imageGenerator() turns images as their EXIF orientation says", async () => {
  const plain = SAMPLES.get("rgb.jpg")!, { pixels } = await pixelsOf(plain);
  const at = (x: number, y: number) => pixels[4 * y + x]!;
  /** The pixel of the stored 4 × 3 image that is seen at (x, y), by the value of the tag. */
  const seen: Readonly<Record<number, (x: number, y: number) => number[]>> = {
    1: (x, y) => at(x, y),
    2: (x, y) => at(3 - x, y),
    3: (x, y) => at(3 - x, 2 - y),
    4: (x, y) => at(x, 2 - y),
    5: (x, y) => at(y, x),
    6: (x, y) => at(y, 2 - x),
    7: (x, y) => at(3 - y, 2 - x),
    8: (x, y) => at(3 - y, x),
  };
  for (const [orientation, pixelAt] of Object.entries(seen)) {
    // APP1: "Exif", a TIFF header, and one entry: tag 0x0112, a SHORT, one value.
    const exif = Uint8Array.fromHex(
      "ffe10022457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001" +
        `000${orientation}0000` + "00000000",
    );
    const file = Uint8Array.from([...plain.slice(0, 2), ...exif, ...plain.slice(2)]);
    const found = await pixelsOf(file), width = Number(orientation) < 5 ? 4 : 3;
    const wanted = Array.from({ length: 12 }, (_, i) => {
      return pixelAt(i % width, Math.floor(i / width));
    });
    assertEquals([found.width, found.pixels], [width, wanted], `orientation ${orientation}`);
  }
});

needsFiles(
  "imageGenerator() takes JPEGs with stray bytes between segments, unless they are cut short",
  async () => {
    const plain = SAMPLES.get("rgb.jpg")!, wanted = await pixelsOf(plain);
    const table = plain.findIndex((byte, i) => byte === 0xff && plain[i + 1] === 0xc4);
    for (const place of [plain.length - 2, table]) {
      const bytes = [...plain.slice(0, place), ...Array(20).fill(0x12), ...plain.slice(place)];
      assertEquals(await pixelsOf(Uint8Array.from(bytes)), wanted);
      const cut = Uint8Array.from(bytes.slice(0, -2));
      await assertRejects(() => pixelsOf(cut), BrokenImagesError, "cannot be decoded as JPEG");
    }
  },
);

needsFiles(
  "imageGenerator() takes the fourth byte of a BMP for alpha only where a mask says so",
  async () => {
    /** A BMP of one pixel of 32 bits with a header of a size, a compression and masks. */
    const bitmap = (size: number, compression: number, masks: readonly number[], alpha: number) => {
      const offset = 14 + Math.max(size, 40 + 4 * masks.length), bytes = new Uint8Array(offset + 4);
      const view = new DataView(bytes.buffer);
      bytes.set([0x42, 0x4d]);
      for (const [at, value] of [[2, bytes.length], [10, offset], [14, size], [18, 1], [22, 1]]) {
        view.setUint32(at!, value!, true);
      }
      for (const [at, value] of [[26, 1], [28, 32]]) view.setUint16(at!, value!, true);
      view.setUint32(30, compression, true);
      masks.forEach((mask, i) => view.setUint32(54 + 4 * i, mask, true));
      bytes.set([30, 20, 10, alpha], offset);
      return bytes;
    };
    const rgb = [0xff0000, 0xff00, 0xff];
    for (const alpha of [0, 100, 255]) {
      for (
        const unused of [
          bitmap(40, 0, [], alpha),
          bitmap(40, 3, rgb, alpha),
          bitmap(108, 0, [], alpha),
        ]
      ) {
        assertEquals((await pixelsOf(unused)).pixels, [[10, 20, 30]], `${alpha}`);
      }
    }
    const transparent = bitmap(108, 3, [...rgb, 0xff000000], 0);
    assertEquals((await pixelsOf(transparent)).pixels, [[0, 0, 0]]);
    assertEquals((await pixelsOf(bitmap(108, 3, [...rgb, 0xff000000], 255))).pixels, [[
      10,
      20,
      30,
    ]]);
  },
);

needsFiles("imageGenerator() reads BMP files of OS/2 2, with long and short headers", async () => {
  const windows = SAMPLES.get("palette.bmp")!, wanted = await pixelsOf(windows);
  for (const size of [64, 16]) {
    const header = new Uint8Array(size);
    header.set(windows.subarray(14, 14 + Math.min(40, size)));
    // A short header has no number of colours, which are 256 then.
    const colours = size === 16 ? 256 : 12, table = new Uint8Array(4 * colours);
    table.set(windows.subarray(54, 54 + 48));
    const bytes = Uint8Array.from([
      ...windows.subarray(0, 14),
      ...header,
      ...table,
      ...windows.subarray(54 + 48),
    ]);
    const view = new DataView(bytes.buffer);
    for (const [at, value] of [[2, bytes.length], [10, 14 + size + 4 * colours], [14, size]]) {
      view.setUint32(at!, value!, true);
    }
    assertEquals(await pixelsOf(bytes), wanted, `${size}`);
  }
});

needsFiles(
  "imageGenerator() gives a skipped file no label of another one of its name",
  async () => {
    const files = { "cat/1.png": image(1), "dog/1.png": Uint8Array.of(1), "dog/2.png": image(2) };
    await withFiles(files, async (directory) => {
      const { train, broken } = await imageGenerator(directory, { ...ALL, broken: "skip" });
      assertEquals(broken.length, 1);
      assertEquals(Array.from(train.targets.data), [1, 0, 0, 1]);
      assertEquals(Array.from(train.labels!), [0, 1]);
    });
  },
);

needsFiles("imageGenerator() says that a folder does not exist, or is not one", async () => {
  await withFiles({ "file/1.png": image(1) }, async (directory) => {
    for (
      const [path, found] of [["none", "it does not exist"], ["file/1.png", "it is not a folder"]]
    ) {
      await assertRejects(
        () => imageGenerator(`${directory}/${path}`),
        RangeError,
        `must be a folder that holds one folder for each class, but ${found}`,
      );
    }
  });
});

needsFiles("imageGenerator() makes classes of folders, and bytes with a scale", async () => {
  const files = {
    "b/2.png": image(2),
    "a/1.png": image(1),
    "b/3.png": image(3),
    "a/.hidden": image(9),
  };
  await withFiles(files, async (directory) => {
    await Deno.writeTextFile(`${directory}/notes.txt`, "not a class");
    const { train, classes } = await imageGenerator(directory, { ...ALL, scale: 0.5 });
    assertEquals(classes, ["a", "b"]);
    assertEquals(Array.from(train.labels!), [0, 1, 1]); // in order of names
    assertEquals(Array.from(train.targets.data), [1, 0, 0, 1, 0, 1]);
    assertEquals(Array.from(train.inputs.data), [1, 0, 255, 1, 2, 0, 255, 2, 3, 0, 255, 3]);
    assert(train.inputs.data instanceof Uint8Array && "scale" in train.inputs);
    assertEquals(train.inputs.scale, 0.5);
    const values = Array.from(train).flatMap(({ inputs }) => Array.from(inputs.data));
    assertEquals(values.toSorted((x, y) => x - y).at(-1), 127.5);
  });
});

needsFiles("imageGenerator() takes one name in several folders for several classes", async () => {
  const files = { "cat/1.png": image(1), "dog/1.png": image(1), "dog/2.png": image(2) };
  await withFiles(files, async (directory) => {
    const { train } = await imageGenerator(directory, ALL);
    assertEquals(Array.from(train.targets.data), [1, 1, 0, 1]);
    assertEquals(train.labels, undefined);
    const single = await imageGenerator(directory, { ...ALL, labels: "single" });
    assertEquals(Array.from(single.train.labels!), [0, 1, 1]);

    await Deno.writeFile(`${directory}/dog/1.png`, image(7));
    const error = await assertRejects(() => imageGenerator(directory, ALL), RangeError);
    assert(/cat\/1\.png and .*dog\/1\.png have one name/.test(error.message), error.message);
  });
});

needsFiles(
  "imageGenerator() refuses broken images with their paths, or skips and counts them",
  async () => {
    const good = image(1);
    const jpeg = IMAGE_SAMPLES.find(({ name }) => name === "rgb.jpg")!.bytes;
    const files = {
      "a/1-good.png": good,
      "a/2-cut.png": good.subarray(0, good.length - 20),
      "a/3-flipped.png": good.map((byte, i) => i === 45 ? byte ^ 1 : byte),
      "b/4-empty.png": new Uint8Array(),
      "b/5-text.png": new TextEncoder().encode("not an image"),
      "b/6-cut.jpg": jpeg.subarray(0, jpeg.length - 12),
      "b/7-size.png": encodePng(1, Uint8Array.of(1)),
      "b/8-huge.png": claiming(60_000, image(3)),
      "b/8-large.png": encodePng(2000, new Uint8Array(2_000_000)),
      "b/9-good.png": image(2),
    };
    await withFiles(files, async (directory) => {
      const limited = { ...ALL, maxPixels: 1_999_999 };
      const error = await assertRejects(
        () => imageGenerator(directory, limited),
        BrokenImagesError,
      );
      const names = error.images.map(({ path }) => path.slice(directory.length + 1));
      assertEquals(names, Object.keys(files).filter((name) => !name.includes("good")));
      assert(error.message.startsWith("8 of 10 image files cannot be read: "), error.message);
      assert(error.message.includes("it is neither PNG nor JPEG nor BMP"));
      assert(error.images[4]!.reason.includes("Premature end of JPEG file"), error.message);
      // Refused before memory is taken for 3.6 billion pixels.
      assertEquals(
        [error.images[6]!.reason, error.images[7]!.reason].map((reason) => reason.slice(0, 60)),
        [
          "it has 60000 × 60000 pixels, more than a PNG file of 71 bytes",
          "it has 2000 × 1000 pixels, more than 1999999: raise maxPixels",
        ].map((reason) => reason.slice(0, 60)),
      );
      assert(error.message.includes("it has 1 × 1 pixels, where the first has 2 × 2"));
      const { train, broken } = await imageGenerator(directory, {
        ...{ ...limited, broken: "skip" },
      });
      assertEquals(broken, error.images);
      assertEquals(Array.from(train.labels!), [0, 1]);
    });
  },
);

needsFiles("imageGenerator() names broken images where skipping them leaves nothing", async () => {
  await withFiles(
    { "a/1.png": new Uint8Array(), "b/2.png": new Uint8Array() },
    async (directory) => {
      const all = imageGenerator(directory, { ...ALL, broken: "skip" });
      const error = await assertRejects(() => all, BrokenImagesError, "2 of 2 image files");
      assertEquals(error.images.length, 2);
    },
  );
});

needsFiles(
  "imageGenerator() refuses a batch size or a share before it reads anything",
  async () => {
    for (const [name, value] of [["batchSize", 0], ["seed", -1], ["test", 1]] as const) {
      const early = imageGenerator("no such folder", { [name]: value });
      await assertRejects(() => early, RangeError, name);
    }
  },
);

needsFiles(
  "imageGenerator() counts links that lead nowhere or to a device as broken images",
  async () => {
    await withFiles({ "a/1.png": image(1), "b/2.png": image(2) }, async (directory) => {
      await Deno.symlink("nowhere.png", `${directory}/b/3.png`);
      await Deno.symlink("nowhere", `${directory}/c`); // no class
      if (Deno.build.os !== "windows") await Deno.symlink("/dev/zero", `${directory}/b/4.png`);
      const links = Deno.build.os === "windows" ? ["3"] : ["3", "4"];
      const error = await assertRejects(() => imageGenerator(directory, ALL), BrokenImagesError);
      assertEquals(
        error.images.map(({ path }) => path),
        links.map((n) => `${directory}/b/${n}.png`),
      );
      const { train, broken, classes } = await imageGenerator(directory, {
        ...ALL,
        broken: "skip",
      });
      assertEquals([train.inputs.rows, broken.length, classes], [2, links.length, ["a", "b"]]);
    });
  },
);

needsFiles("imageGenerator() resizes all images to the size asked for", async () => {
  const files = {
    "a/1.png": encodePng(4, Uint8Array.of(0, 2, 4, 6, 10, 12, 14, 16)),
    "b/2.png": image(9),
  };
  await withFiles(files, async (directory) => {
    const { train } = await imageGenerator(directory, { ...ALL, width: 2, height: 1 });
    // (9 + 255) / 2 and (0 + 9) / 2, rounded.
    assertEquals(Array.from(train.inputs.data), [6, 10, 132, 5]);
  });
});

needsFiles("imageGenerator() crops and pads, and gives the opacity", async () => {
  const png = encodePng(4, Uint8Array.of(0, 2, 4, 6, 10, 12, 14, 16));
  await withFiles({ "a/1.png": png }, async (directory) => {
    const read = async (options: ImageOptions) => {
      const { train } = await imageGenerator(directory, { ...ALL, background: 50, ...options });
      return Array.from(train.inputs.data);
    };
    const [square, two] = [{ width: 2, height: 2 }, { width: 1, height: 2 }];
    assertEquals(await read({ ...square, fitting: "crop" }), [2, 4, 12, 14]);
    assertEquals(await read({ ...square, fitting: "pad" }), [6, 10, 50, 50]);
    const [grey, added] = [[8, 8, 8, 255], [50, 50, 50, 0]];
    const padded = await read({ ...two, fitting: "pad", colour: "rgba" });
    assertEquals(padded, [...grey, ...added]);
  });
});

needsFiles("imageGenerator() gives the same parts on one thread and on several", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [`${n % 3}/${String(n).padStart(3, "0")}.png`, image(n)]),
  );
  await withFiles(files, async (directory) => {
    const broken = `${directory}/2/090-broken.png`;
    await Deno.writeTextFile(broken, "no image");
    const options = { validation: 0.2, test: 0.3, seed: 4, broken: "skip" } as const;
    const done: number[] = [];
    const one = await imageGenerator(directory, {
      ...options,
      threads: 1,
      onProgress: (count) => done.push(count),
    });
    const three = await imageGenerator(directory, { ...options, threads: 3 });
    for (const part of ["train", "validation", "test"] as const) {
      assertEquals(three[part].inputs, one[part].inputs);
      assertEquals(three[part].targets, one[part].targets);
    }
    assertEquals([one.train, one.validation, one.test].map((part) => part.inputs.rows), [
      50,
      20,
      30,
    ]);
    assertEquals(done.at(-1), 101);
    for (const found of [one.broken, three.broken]) {
      assertEquals(found, [{
        path: broken,
        reason: "it is neither PNG nor JPEG nor BMP, but a text",
      }]);
    }
  });
});

needsFiles(
  "imageGenerator() takes parts from directories of their own, of the same classes",
  async () => {
    const files = {
      "train/a/1.png": image(1),
      "train/b/2.png": image(2),
      "test/b/1.png": image(5),
      "strange/c/1.png": image(6),
    };
    await withFiles(files, async (directory) => {
      const options = { validation: 0, test: `${directory}/test` };
      const { train, test } = await imageGenerator(`${directory}/train`, options);
      assertEquals([train.inputs.rows, test.inputs.rows], [2, 1]);
      assertEquals(Array.from(test.targets.data), [0, 1]);
      await assertRejects(
        () => imageGenerator(`${directory}/train`, { ...options, test: `${directory}/strange` }),
        RangeError,
        "must be those to train on, but found c",
      );
    });
  },
);

needsFiles("imageGenerator() says what is wrong with a directory or an option", async () => {
  await withFiles(
    { "deep/a/b/1.png": image(1), "bare/a/.keep": new Uint8Array() },
    async (directory) => {
      const wrong = [
        [`${directory}/deep`, {}, "must hold images alone, but found the folder b"],
        [`${directory}/bare`, {}, "must hold images, but holds none"],
        [`${directory}/bare/a`, {}, "must hold one folder for each class, but holds none"],
        [directory, { width: 3 }, "width and height must be given together"],
        [directory, { threads: 0 }, "threads must be a positive integer"],
        [directory, { background: 256 }, "background must be a grey from 0 to 255"],
        [
          directory,
          { fitting: "cut" } as unknown as ImageOptions,
          "fitting must be stretch or crop",
        ],
        [directory, { colour: "sepia" } as unknown as ImageOptions, "colour must be grey or rgb"],
      ] as const;
      for (const [path, options, message] of wrong) {
        await assertRejects(() => imageGenerator(path, options), RangeError, message);
      }
      await assertRejects(() => imageGenerator(`${directory}/absent`), Error, "ENOENT");
    },
  );
});

needsFiles("imageGenerator() stops at a signal", async () => {
  await withFiles({ "a/1.png": image(1) }, async (directory) => {
    const signal = AbortSignal.abort(new RangeError("enough"));
    await assertRejects(() => imageGenerator(directory, { ...ALL, signal }), RangeError, "enough");
  });
});

needsFiles(
  "imageGenerator() decodes on this thread where workers cannot start, or fail to",
  async () => {
    /** A worker whose module cannot be loaded: an error event in place of an answer. */
    class Failing {
      onerror?: (event: { preventDefault: () => void }) => void;
      terminate() {}
      postMessage() {
        queueMicrotask(() => this.onerror!({ preventDefault: () => {} }));
      }
    }
    class Forbidden {
      constructor() {
        throw new DOMException("no workers here", "SecurityError");
      }
    }
    const files = Object.fromEntries(
      Array.from({ length: 70 }, (_, n) => [`a/${100 + n}.png`, image(n)]),
    );
    await withFiles(files, async (directory) => {
      const wanted = await imageGenerator(directory, { ...ALL, threads: 1 });
      const { Worker } = globalThis;
      /** A worker that ends when it has answered once. */
      class Ending extends Worker {
        override postMessage(message: unknown) {
          if (this.#isAsked) this.terminate();
          else super.postMessage(message);
          this.#isAsked = true;
        }
        #isAsked = false;
      }
      try {
        for (const Stub of [Failing, Forbidden, Ending]) {
          globalThis.Worker = Stub as unknown as typeof Worker;
          const found = await imageGenerator(directory, { ...ALL, threads: 2 });
          assertEquals(found.train.inputs, wanted.train.inputs);
        }
      } finally {
        globalThis.Worker = Worker;
      }
    });
  },
);

needsFiles("images: 100 broken files of each format are read or refused by an error", async () => {
  for (const reader of await imageReaders()) {
    const { faults, read } = await fuzz(reader, { seed: 1, runs: 100, peak: () => 0 });
    assertEquals(faults, [], reader.name);
    assert(read > 0 && read < 100, `${read} are read`);
  }
});
