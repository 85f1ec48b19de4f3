/**
 * NumPy and this library read each other's arrays.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { readNpy, readNpz, writeNpy, writeNpz } from "../../data.ts";
import { temporaryDirectory } from "../support/directory.ts";

const MAY_RUN = ([
  { name: "run", command: "python3" },
  { name: "read" },
  { name: "write" },
] as const).every((permission) => Deno.permissions.querySync(permission).state === "granted");

/** Runs a program of Python in a folder. */
function python(program: string, cwd?: string): Promise<Deno.CommandOutput> {
  const args = ["-c", program];
  return new Deno.Command("python3", { args, ...(cwd !== undefined && { cwd }) }).output();
}

const NUMPY = MAY_RUN &&
  await python("import numpy").then(({ success }) => success, () => false);

const PROGRAM = `
import json, numpy as np
types = ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|i1", "|u1", "<i2", ">u2", "<i4", ">u4",
         "<i8", ">u8", "|b1"]
values = np.arange(24).reshape(2, 3, 4) % 7
for i, kind in enumerate(types):
    np.save(f"rows{i}.npy", values.astype(kind))
    np.save(f"columns{i}.npy", np.asfortranarray(values.astype(kind)))
for version in (2, 3):
    with open(f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, values, version=(version, 0))
np.savez("plain.npz", values, scalar=np.array(7.5))
np.savez_compressed("compressed.npz", values, scalar=np.array(7.5))
read = {"alone": np.load("alone.npy"), **np.load("ours.npz")}
print(json.dumps({name: [str(a.dtype), list(a.shape), a.ravel().tolist()]
                  for name, a in read.items()}))
`;

Deno.test({
  name: "NumPy reads arrays of writeNpy() and writeNpz(), readNpy() and readNpz() those of NumPy " +
    "(needs run, files, NumPy)",
  ignore: !NUMPY,
  fn: async () => {
    const arrays = {
      "layer/weights": { shape: [2, 3], data: Float32Array.of(1.5, -2, 0, 4, 5, 6) },
      small: { shape: [], data: Int8Array.of(-3) },
      empty: { shape: [0, 5], data: new Float64Array() },
    };
    await using folder = await temporaryDirectory({
      "alone.npy": writeNpy({ shape: [1, 2], data: Uint16Array.of(1, 65535) }),
      "ours.npz": writeNpz(arrays),
    });
    const { code, stdout, stderr } = await python(PROGRAM, folder.path);
    const text = new TextDecoder();
    assertEquals(code, 0, text.decode(stderr));
    assertEquals(JSON.parse(text.decode(stdout)), {
      alone: ["uint16", [1, 2], [1, 65535]],
      "layer/weights": ["float32", [2, 3], [1.5, -2, 0, 4, 5, 6]],
      small: ["int8", [], [-3]],
      empty: ["float64", [0, 5], []],
    });
    const values = Array.from({ length: 24 }, (_, i) => i % 7);
    const file = (name: string) => Deno.readFileSync(`${folder.path}/${name}`);
    const names = Array.from(Deno.readDirSync(folder.path), ({ name }) => name)
      .filter((name) => name.endsWith(".npy") && name !== "alone.npy");
    assertEquals(names.length, 32);
    for (const name of names) {
      const { shape, data } = readNpy(file(name));
      const isTruth = name.includes("14"); // booleans are the last type
      const wanted = isTruth ? values.map((value) => Math.min(value, 1)) : values;
      assertEquals([shape, Array.from(data)], [[2, 3, 4], wanted], name);
    }
    for (const name of ["plain.npz", "compressed.npz"]) {
      const { arr_0, scalar } = await readNpz(file(name));
      assertEquals([arr_0!.shape, Array.from(arr_0!.data)], [[2, 3, 4], values]);
      assertEquals([scalar!.shape, Array.from(scalar!.data)], [[], [7.5]]);
    }
  },
});
