import { describe, printable } from "../core/support/describe.ts";
import { parseJson } from "../core/support/parse_json.ts";
import { parseCsv } from "../data/files/csv/parse_csv.ts";
import type { ImageInputs } from "../model/image_inputs.ts";
import type { ModelInputs } from "../model/inputs.ts";
import type { Example } from "../model/model.ts";
import type { NumberInputs } from "../model/number_inputs.ts";
import type { TableInputs } from "../model/table_inputs.ts";

/** A schema of JSON, as OpenAPI 3.1 has them. */
export type Schema = Readonly<Record<string, unknown>>;

/** A type of bodies that hold examples. */
export interface BodyType<Description> {
  /** What it holds, for people. */
  readonly about: (description: Description) => string;
  /** The examples of a body. */
  readonly examples: (
    body: Uint8Array<ArrayBuffer>,
    description: Description,
  ) => readonly Example[];
}

/** How requests carry inputs of a kind: all as JSON, some in bodies of other types, too. */
export interface Carrier<Description> {
  /** What an example is as JSON. */
  readonly schema: (description: Description) => Schema;
  /** The example of a value of JSON, which the model checks; the value itself by default. */
  readonly example?: (value: unknown, description: Description) => unknown;
  /** Bodies of other types. */
  readonly bodies: Readonly<Record<string, BodyType<Description>>>;
}

const NUMBERS: Carrier<NumberInputs> = {
  schema: ({ size }) => arrayOf({ type: "number" }, size),
  bodies: {
    "application/octet-stream": {
      about: ({ size }) => `Rows of ${size} numbers as float32, little-endian`,
      examples: (body, { size }) => {
        const row = 4 * size;
        if (body.length === 0 || body.length % row !== 0) {
          throw new TypeError(
            `The body must be rows of ${row} bytes, ${size} numbers as float32, but found ` +
              `${body.length} bytes`,
          );
        }
        const numbers = new Float32Array(body.buffer);
        return Array.from({ length: body.length / row }, (_, i) => {
          return numbers.subarray(i * size, (i + 1) * size) as unknown as readonly number[];
        });
      },
    },
  },
};

const TABLE: Carrier<TableInputs> = {
  schema: ({ encoding }) => {
    const fields = encoding.inputs.map(({ name, categories }): [string, Schema] => {
      return [name, categories === undefined ? { type: "number" } : { enum: categories }];
    });
    const record = {
      type: "object",
      properties: Object.fromEntries(fields),
      required: fields.map(([name]) => name),
    };
    const row = { ...arrayOf({}, fields.length), prefixItems: fields.map(([, field]) => field) };
    return { anyOf: [record, row] };
  },
  bodies: {
    "text/csv": {
      about: ({ encoding }) => {
        const names = encoding.inputs.map(({ name }) => name).join(", ");
        return `Records with a header, written as those of training: ${printable(names)}; other ` +
          "columns are ignored";
      },
      examples: (body, { encoding: { format: { delimiter } = {} } }) => {
        const [names, ...records] = parseCsv(
          textOf(body),
          delimiter === undefined ? {} : { delimiter },
        );
        if (records.length === 0) {
          throw new TypeError("A CSV file must have a header and a record, but found no record");
        }
        return records.map((fields) =>
          Object.fromEntries(names!.map((name, j) => [name, fields[j]!]))
        );
      },
    },
  },
};

const FILE: BodyType<ImageInputs> = {
  about: ({ width, height }) => `An image, which is resized to ${width} × ${height} pixels`,
  examples: (body) => [body],
};

const IMAGE: Carrier<ImageInputs> = {
  schema: ({ width, height }) => {
    const byte = { type: "integer", minimum: 0, maximum: 255 };
    const count = { type: "integer", minimum: 1 };
    const pixels = {
      type: "object",
      properties: { width: count, height: count, data: { type: "array", items: byte } },
      required: ["width", "height", "data"],
      description: "Pixels of any size, row by row: one grey each, or red, green, blue and alpha",
    };
    const bare = {
      type: "array",
      items: byte,
      description: `The pixels of an image of ${width} × ${height}`,
    };
    return { anyOf: [pixels, bare] };
  },
  example: (value, { width, height }) => {
    return Array.isArray(value) ? { width, height, data: value } : value;
  },
  bodies: {
    "image/png": FILE,
    "image/jpeg": FILE,
    "image/bmp": FILE,
    "application/octet-stream": {
      about: ({ width, height }) => {
        return `The pixels of an image of ${width} × ${height}, row by row, one byte of grey or four ` +
          "of red, green, blue and alpha each; or a file";
      },
      examples: (data, { width, height }) => {
        const isRaw = [1, 4].includes(data.length / (width * height));
        return [isRaw ? { width, height, data } : data];
      },
    },
  },
};

/** How requests carry inputs, by their kind. */
const CARRIERS: { readonly [Kind in ModelInputs["kind"]]: Carrier<never> } = /* @__PURE__ */ Object
  .freeze({ numbers: NUMBERS, table: TABLE, image: IMAGE });

/** How requests carry inputs of a model. */
export function carrierOf({ kind }: ModelInputs): Carrier<ModelInputs> {
  return CARRIERS[kind] as unknown as Carrier<ModelInputs>;
}

/** The examples of a body of JSON: `{ rows: […] }`, an array of them, or a single one. */
export function examplesOfJson(body: Uint8Array, inputs: ModelInputs): readonly Example[] {
  const { example = (value: unknown) => value } = carrierOf(inputs);
  return rowsOf(parseJson(textOf(body))).map((row) => example(row, inputs) as Example);
}

/** The rows of a value of JSON: an array that begins with a number or a text is a row itself. */
function rowsOf(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) {
    const found = describe(value);
    throw new TypeError(`The body must be { "rows": […] } or an example, but found ${found}`);
  }
  if (Array.isArray(value)) {
    return typeof value[0] === "object" && value[0] !== null ? value : [value];
  }
  const { rows, ...others } = value as Readonly<Record<string, unknown>>;
  if (!Array.isArray(rows)) return [value];
  const [other] = Object.keys(others);
  if (other === undefined) return rows;
  throw new TypeError(`The body must have rows alone, but found ${describe(other)} beside them`);
}

const UTF8 = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true });

function textOf(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch (error) {
    throw new SyntaxError("The body must be UTF-8, but has other bytes", { cause: error });
  }
}

function arrayOf(items: Schema, size: number): Schema {
  return { type: "array", items, minItems: size, maxItems: size };
}
