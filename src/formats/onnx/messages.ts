import type { Message, Schema } from "./wire.ts";

// The messages of onnx.proto that are read or written, by its names in camel case, and its numbers.
// Graphs within attributes are not read: operators that have them are refused.

const ENTRY = { key: [1, "text"], value: [2, "text"] } as const satisfies Schema;

const TENSOR = {
  dims: [1, "ints"],
  dataType: [2, "int"],
  floatData: [4, "floats"],
  int32Data: [5, "ints"],
  stringData: [6, "byteses"],
  int64Data: [7, "ints"],
  name: [8, "text"],
  rawData: [9, "bytes"],
  doubleData: [10, "doubles"],
  externalData: [13, ENTRY, "many"],
  dataLocation: [14, "int"],
} as const satisfies Schema;

const ATTRIBUTE = {
  name: [1, "text"],
  f: [2, "float"],
  i: [3, "int"],
  s: [4, "bytes"],
  t: [5, TENSOR, "one"],
  floats: [7, "floats"],
  ints: [8, "ints"],
  strings: [9, "byteses"],
  type: [20, "int"],
} as const satisfies Schema;

const NODE = {
  input: [1, "texts"],
  output: [2, "texts"],
  name: [3, "text"],
  opType: [4, "text"],
  attribute: [5, ATTRIBUTE, "many"],
  domain: [7, "text"],
} as const satisfies Schema;

const DIMENSION = { dimValue: [1, "int"], dimParam: [2, "text"] } as const satisfies Schema;
const SHAPE = { dim: [1, DIMENSION, "many"] } as const satisfies Schema;
const TENSOR_TYPE = { elemType: [1, "int"], shape: [2, SHAPE, "one"] } as const satisfies Schema;
const TYPE = { tensorType: [1, TENSOR_TYPE, "one"] } as const satisfies Schema;
const VALUE_INFO = { name: [1, "text"], type: [2, TYPE, "one"] } as const satisfies Schema;

const GRAPH = {
  node: [1, NODE, "many"],
  name: [2, "text"],
  initializer: [5, TENSOR, "many"],
  input: [11, VALUE_INFO, "many"],
  output: [12, VALUE_INFO, "many"],
} as const satisfies Schema;

const OPERATOR_SET = { domain: [1, "text"], version: [2, "int"] } as const satisfies Schema;

export const MODEL = {
  irVersion: [1, "int"],
  producerName: [2, "text"],
  graph: [7, GRAPH, "one"],
  opsetImport: [8, OPERATOR_SET, "many"],
  metadataProps: [14, ENTRY, "many"],
} as const satisfies Schema;

export type ModelMessage = Message<typeof MODEL>;
export type GraphMessage = Message<typeof GRAPH>;
export type NodeMessage = Message<typeof NODE>;
export type TensorMessage = Message<typeof TENSOR>;
export type ValueInfoMessage = Message<typeof VALUE_INFO>;

/** The types of elements, by their numbers. */
export const ELEMENT = {
  ...{ float32: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, text: 8, bool: 9 },
  ...{ float16: 10, float64: 11, uint32: 12, uint64: 13, bfloat16: 16 },
} as const;

/** The types of attributes, by their numbers. */
export const ATTRIBUTE_TYPE = { f: 1, i: 2, s: 3, t: 4, floats: 6, ints: 7, strings: 8 } as const;
