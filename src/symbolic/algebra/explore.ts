import { TooLarge } from "./too_large.ts";

/** The results of a computation for every combination of answers to its questions. */
export type Tree<Question, Result> =
  | { readonly result: Result }
  | {
    readonly question: Question;
    readonly key: unknown;
    readonly yes: Tree<Question, Result>;
    readonly no: Tree<Question, Result>;
  };

/** Answers a question; the same key gets the same answer throughout a run. */
export type Ask<Question> = (key: unknown, question: Question) => boolean;

/**
 * Runs a computation once for every combination of answers to the questions that it asks.
 *
 * Only questions that come up are answered, so a maximum of n values takes at most 2ⁿ⁻¹ runs.
 *
 * @param run The computation; it must be deterministic, given the answers.
 * @throws {TooLarge} If there are more than `mostRuns` combinations.
 */
export function explore<Question, Result>(
  run: (ask: Ask<Question>) => Result,
  mostRuns = 256,
): Tree<Question, Result> {
  let runs = 0;

  function from(answers: ReadonlyMap<unknown, boolean>): Tree<Question, Result> {
    if (++runs > mostRuns) {
      throw new TooLarge(`Cannot distinguish more than ${mostRuns} cases of signs`);
    }
    const given = new Map(answers);
    const asked: { readonly key: unknown; readonly question: Question }[] = [];
    const result = run((key, question) => {
      const answer = given.get(key);
      if (answer !== undefined) return answer;
      given.set(key, true);
      asked.push({ key, question });
      return true;
    });
    // This run answered yes to everything. Each no is a run of its own, after the same yeses.
    let tree: Tree<Question, Result> = { result };
    for (let k = asked.length - 1; k >= 0; k--) {
      const before = asked.slice(0, k).map(({ key }) => [key, true] as const);
      const { key, question } = asked[k]!;
      tree = { question, key, yes: tree, no: from(new Map([...answers, ...before, [key, false]])) };
    }
    return tree;
  }

  return from(new Map());
}

/** The results at the leaves of a tree. */
export function leavesOf<Result>(tree: Tree<unknown, Result>): Result[] {
  return "result" in tree ? [tree.result] : [...leavesOf(tree.yes), ...leavesOf(tree.no)];
}
