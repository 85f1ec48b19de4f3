import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { decodeOnnx, decodeOnnxFiles } from "../../../../src/formats/onnx/decode.ts";
import { ELEMENT } from "../../../../src/formats/onnx/messages.ts";
import { onnxFile, onnxNode, onnxTensor } from "../../../support/onnx.ts";

const w = onnxTensor("w", [2, 2], [1, 2, 3, 4]), gemm = onnxNode("Gemm", ["x", "w"], "y");

function asBytes(numbers: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float32Array.from(numbers).buffer);
}

/** A file whose matrix is beside it, in a place. */
function apartFrom(place: Readonly<Record<string, string>>): Uint8Array {
  const { floatData: _, ...rest } = w;
  const externalData = Object.entries(place).map(([key, value]) => ({ key, value }));
  return onnxFile([2], [gemm], [{ ...rest, dataLocation: 1, externalData }]);
}

Deno.test("decodeOnnx() refuses tensors in other files, by the name of the file", async () => {
  const file = apartFrom({ location: "weights.bin" });
  assertThrows(() => decodeOnnx(file), TypeError, '"weights.bin": save the model as one file');
  await assertRejects(() => decodeOnnxFiles(file), TypeError, '"weights.bin" beside it');
});

Deno.test("decodeOnnxFiles() reads a tensor from the file beside, where it lies there", async () => {
  const numbers = Float32Array.of(9, 1, 2, 3, 4, 9);
  const read = async (place: Readonly<Record<string, string>>) => {
    const { network } = await decodeOnnxFiles(apartFrom({ location: "weights.bin", ...place }), {
      beside: (name) => Promise.resolve(name === "weights.bin" ? asBytes(numbers) : asBytes([])),
    });
    return Array.from(network.layers[0]!.parameters.weights!.data);
  };
  assertEquals(await read({ offset: "4", length: "16" }), [1, 3, 2, 4]);
  assertEquals(await read({ offset: "8" }), [2, 4, 3, 9]);
  const refused = ["4,17", "12,16", "4,-1", "-4,16", "0x4,16", "9007199254740993,16", "4,1e1"];
  for (const place of refused) {
    const [offset, length] = place.split(",") as [string, string];
    await assertRejects(() => read({ offset, length }), SyntaxError, "w");
  }
  await assertRejects(() => read({ location: "gone.bin" }), SyntaxError, "w");
});

Deno.test("decodeOnnxFiles() takes no file apart twice, as each tensor is copied", async () => {
  const { floatData: _, ...rest } = w;
  const externalData = [{ key: "location", value: "a" }, { key: "length", value: "16" }];
  const names = ["w", "v"].map((name) => ({ ...rest, name, dataLocation: 1, externalData }));
  const file = onnxFile([2], [gemm], names), beside = () => Promise.resolve(new Uint8Array(31));
  await assertRejects(() => decodeOnnxFiles(file, { beside }), SyntaxError, "must lie apart");
});

Deno.test("decodeOnnx() reads matrices of 16 bits, as bytes or as a list of their bits", () => {
  const { floatData: _, ...rest } = w;
  for (
    const [dataType, bits] of [
      [ELEMENT.float16, [0x3c00, 0x4000, 0x4200, 0x4400]],
      [ELEMENT.bfloat16, [0x3f80, 0x4000, 0x4040, 0x4080]],
    ] as const
  ) {
    const rawData = new Uint8Array(Uint16Array.from(bits).buffer);
    for (const numbers of [{ rawData }, { int32Data: bits }]) {
      const { network } = decodeOnnx(onnxFile([2], [gemm], [{ ...rest, dataType, ...numbers }]));
      assertEquals(Array.from(network.layers[0]!.parameters.weights!.data), [1, 3, 2, 4]);
    }
  }
});
