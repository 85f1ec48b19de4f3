import { areEqual, mapped } from "./functions.ts";
import type { Handler } from "./operator.ts";
import type { Value } from "./values.ts";

/** The decided class of some probabilities. */
const argMax: Handler = (operator) => {
  const value = operator.value(0), axis = operator.int("axis", 0);
  if (axis !== 1 && axis !== -1) throw operator.refusal("must be over the values of an example");
  return { is: "class", flow: value?.is === "pair" ? value.flow : operator.flow(0) };
};

/** The names of decided classes. */
const named: Handler = (operator) => {
  const names = operator.value(0), decided = operator.value(1);
  if (decided?.is !== "class") throw operator.refusal("must be of decided classes");
  return { ...decided, names: textsOf(names) ?? [] };
};

function textsOf(value: Value | undefined): readonly string[] | undefined {
  if (value?.is === "texts") return value.texts;
  return value?.is === "numbers" ? Array.from(value.tensor.data, String) : undefined;
}

/** Probabilities by the names of classes. */
const zipMap: Handler = (operator) => {
  const value = operator.value(0), texts = operator.texts("classlabels_strings");
  const names = texts.length > 0
    ? texts
    : (operator.ints("classlabels_int64s") ?? []).map((label) => String(label));
  return { is: "class", flow: value?.is === "pair" ? value.flow : operator.flow(0), names };
};

/** 1 − p and p, side by side; or a list of numbers. */
const concat: Handler = (operator) => {
  const values = Array.from({ length: operator.count }, (_, i) => operator.value(i));
  if (values.every((value) => value?.is === "numbers")) {
    const tensors = values.map((_, i) => operator.tensor(i));
    if (tensors.some(({ dims }) => dims.length > 1)) throw operator.refusal("joins fixed matrices");
    const data = tensors.flatMap(({ data }) => Array.from(data));
    return { is: "numbers", tensor: { dims: [data.length], data } };
  }
  const [first, second] = values, axis = operator.int("axis", 1);
  if (values.length === 2 && second && second.is !== "numbers" && first?.is === "function") {
    const p = operator.function(1), isRest = areEqual(mapped(p, (x) => 1 - x), first.fn);
    const flow = isRest ? operator.flow(1) : undefined;
    if (flow && String(flow.dims) === "1" && (axis === 1 || axis === -1)) {
      return { is: "pair", flow };
    }
  }
  throw operator.refusal("joins values other than the probabilities of two classes");
};

/** Operators that decide classes and name them. */
export const CLASSES: Readonly<Record<string, Handler>> = {
  ...{ ArgMax: argMax, ArrayFeatureExtractor: named, ZipMap: zipMap, Concat: concat },
};
