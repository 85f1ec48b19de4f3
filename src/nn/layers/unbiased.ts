import { describe } from "../../core/support/describe.ts";

/** The option of a kind that says whether there are no biases, if given. */
export function checkedUnbiased(unbiased: unknown): { readonly unbiased?: boolean } {
  if (unbiased === undefined) return {};
  if (typeof unbiased === "boolean") return { unbiased };
  throw new TypeError(`unbiased must be true or false, but found ${describe(unbiased)}`);
}

/** The same from the option `biases` of plans: files have parameters of that name. */
export function asBiases(biases: unknown = true): { readonly unbiased?: boolean } {
  if (typeof biases === "boolean") return biases ? {} : { unbiased: true };
  throw new TypeError(`biases must be true or false, but found ${describe(biases)}`);
}
