import type { Question } from "./messages.ts";

/** The longest formula that an address may have. */
export const LONGEST = 1000;

/** What is shown to someone who comes without a question. */
export const FIRST: Question = {
  formula: "z / (1 + exp(-z))",
  slope: "1 / (1 + exp(-z))",
  ...{ isLoss: false, isRow: false },
};

/** The question of an address, the first one if it has none. */
export function readQuestion(params: URLSearchParams): Question {
  const formula = (params.get("formula") ?? "").slice(0, LONGEST);
  if (formula === "") return FIRST;
  return {
    formula,
    slope: (params.get("slope") ?? "").slice(0, LONGEST),
    isLoss: params.get("loss") === "1",
    isRow: params.get("row") === "1",
  };
}

/** The parameters of an address that asks a question. */
export function writeQuestion({ formula, slope, isLoss, isRow }: Question): URLSearchParams {
  const params = new URLSearchParams({ formula });
  if (slope !== "") params.set("slope", slope);
  if (isLoss) params.set("loss", "1");
  if (isRow) params.set("row", "1");
  return params;
}
