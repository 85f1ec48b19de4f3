import type { Standardization } from "../../data/generators/standardization.ts";
import type { ImageInputs } from "../../model/image_inputs.ts";
import type { ModelInputs } from "../../model/inputs.ts";
import type { NumberInputs } from "../../model/number_inputs.ts";
import type { TableInputs } from "../../model/table_inputs.ts";
import { MARKS } from "../../data/files/csv/format.ts";
import { missingNumbers, numberPattern } from "../../data/files/csv/number.ts";
import { CHANNELS, type Colour } from "../../data/files/images/picture.ts";
import type { Nothing, Program } from "./program.ts";
import { defineScale } from "./scale.ts";

/** How an example becomes the inputs of a network. */
export interface PrintedInputs {
  /** The type of the example, and what it is, for the documentation of the function. */
  readonly type: string;
  readonly words: string;
  /** The name of the function that makes inputs of an example. */
  readonly name: string;
}

/** Prints each kind of inputs; the compiler checks that no member of one is left out. */
const PRINTERS: {
  readonly [Kind in ModelInputs["kind"]]: (
    program: Program,
    inputs: Extract<ModelInputs, { kind: Kind }>,
  ) => PrintedInputs;
} = { numbers: ofNumbers, table: ofTable, image: ofImage };

/** Prints how an example becomes the inputs of a network. */
export function printInputs(program: Program, inputs: ModelInputs): PrintedInputs {
  return PRINTERS[inputs.kind](program, inputs as never);
}

function ofNumbers(
  program: Program,
  { kind: _, size, scale, ...others }: NumberInputs,
): PrintedInputs {
  others satisfies Nothing;
  const value = standardized(program, scale, "x");
  const name = program.define(
    "inputs",
    "inputsOf",
    (name) =>
      `/** The inputs of the network: one for each number of a row. */
function ${name}(row) {
  if (row?.length !== ${size}) {
    throw new TypeError(\`A row must have ${size} numbers, but found \${row?.length}\`);
  }
  return Float64Array.from(row, (x, j) => {
    if (Number.isFinite(x)) return ${value};
    throw new RangeError(\`Entry \${j + 1} of a row must be a finite number, but found \${x}\`);
  });
}`,
  );
  return { type: "ArrayLike<number>", words: `${size} numbers`, name };
}

function ofTable(program: Program, { kind: _, encoding, ...others }: TableInputs): PrintedInputs {
  others satisfies Nothing;
  const { inputs, inputScale, format = {} } = encoding, { decimal = ".", thousands } = format;
  const columns = program.define(
    "columns",
    "COLUMNS",
    (name) =>
      `/** The columns: numbers, or one 0 or 1 for each category; what a missing value counts as. */
const ${name} = ${JSON.stringify(inputs, undefined, 2)};`,
  );
  const value = standardized(program, inputScale, "x");
  const missing = ["", ...(format.missing ?? []).map((text) => text.trim())];
  const codes = missingNumbers(format);
  const plain = (thousands === undefined ? "" : `.replace(/${MARKS[thousands]}/g, "")`) +
    (decimal === "." ? "" : `.replace("${decimal}", ".")`);
  const name = program.define(
    "inputs",
    "inputsOf",
    (name) =>
      `/** The inputs of the network: numbers, and one 0 or 1 for each category. */
function ${name}(record) {
  if (Array.isArray(record) && record.length !== ${inputs.length}) {
    throw new TypeError(\`A row must have ${inputs.length} values, but found \${record.length}\`);
  }
  const numbers = ${columns}.flatMap(({ name, categories, fill }, k) => {
    const field = Array.isArray(record) ? record[k] : record[name];
    const text = field === null ? "" : String(field), trimmed = text.trim();
    const isNumber = ${numberPattern(format)}.test(trimmed);
    const number = typeof field === "number" || !isNumber ? field : Number(trimmed${plain});
    const isMissing = ${JSON.stringify(missing)}.includes(trimmed);
    if (categories) {
      const found = categories.indexOf(isMissing ? "" : text);
      const place = found < 0 && isMissing ? categories.indexOf(fill) : found;
      if (place >= 0) return categories.map((_, j) => j === place ? 1 : 0);
      throw new RangeError(\`\${name} must be one of \${categories.join(", ")}, but found \${text}\`);
    }
    const known = isMissing || ${JSON.stringify(codes)}.includes(number) ? fill : number;
    if (Number.isFinite(known)) return [known];
    throw new RangeError(\`\${name} must be a finite number, but found \${text}\`);
  });
  return Float64Array.from(numbers, (x, j) => ${value});
}`,
  );
  const names = inputs.map(({ name }) => JSON.stringify(name)).join(", ");
  return { type: "Record<string, string | number | null>", words: `a record of ${names}`, name };
}

/** What the bytes of a pixel are. */
const SAMPLES: Readonly<Record<Colour, string>> = {
  grey: "grey",
  rgb: "red, green and blue",
  rgba: "red, green, blue and opacity",
};

function ofImage(program: Program, inputs: ImageInputs): PrintedInputs {
  const { kind: _, width, height, colour, scale = 1 / 255, framing, ...made } = inputs;
  // Images are made so before: a page has them in a canvas of that size.
  const { resizing: _r, fitting: _f, background: _b, ...others } = made;
  others satisfies Nothing;
  const channels = CHANNELS[colour], size = width * height * channels;
  const name = program.define(
    "inputs",
    "inputsOf",
    (name) =>
      `/** The inputs of the network: one for each byte of an image. */
function ${name}(bytes) {
  if (bytes?.length !== ${size}) {
    throw new TypeError(\`An image must have ${size} bytes, but found \${bytes?.length}\`);
  }
  return Float64Array.from(bytes, (byte) => {
    if (byte >= 0 && byte <= 255) return byte * ${scale};
    throw new RangeError(\`A byte must be from 0 to 255, but found \${byte}\`);
  });
}`,
  );
  const framed = framing === undefined ? "" : ", light on dark, scaled and centred as in MNIST";
  const words = `${width} × ${height} pixels row by row, bytes of ${
    SAMPLES[colour]
  }, from 0 to 255${framed}`;
  return { type: "ArrayLike<number>", words, name };
}

/** (x − mean) / deviation of column j. */
function standardized(
  program: Program,
  scale: Standardization | undefined,
  x: string,
): string {
  if (scale === undefined) return x;
  const { means, deviations } = defineScale(program, scale);
  return `(${x} - ${means}[j]) / ${deviations}[j]`;
}
