import { checkBoolean } from "../../core/support/checks.ts";

/** The option of a kind that says whether there are no biases, if given. */
export function checkedUnbiased(unbiased: unknown): { readonly unbiased?: boolean } {
  if (unbiased === undefined) return {};
  checkBoolean(unbiased, "unbiased");
  return { unbiased };
}

/** The same from the option `biases` of plans: files have parameters of that name. */
export function asBiases(biases: unknown = true): { readonly unbiased?: boolean } {
  checkBoolean(biases, "biases");
  return biases ? {} : { unbiased: true };
}
