import { ACTIVATIONS, checkTable, LOSSES } from "../mod.ts";
import { main, type Values } from "./support/command.ts";
import { duration } from "./support/progress.ts";
import { table } from "./support/table.ts";

const HELP = `
Compares the gradients of every activation × activation × loss with finite differences.

Nothing is proved yet: an agreement is a sample, to a stated bound.

Usage: deno task verify [options]

  --json        print one JSON object instead of a table
  -h, --help    print this
`;

const OPTIONS = { json: { type: "boolean", default: false } } as const;

/** Checks the table of gradients; resolves to the exit code. */
export function verify({ json }: Values<typeof OPTIONS>): Promise<number> {
  const started = performance.now();
  const entries = checkTable();
  const seconds = (performance.now() - started) / 1000;
  const agreed = entries.filter(({ check }) => check.passed).length;
  const failed = entries.length - agreed;

  if (json) {
    // No rung but the numeric one exists yet: what it refutes has a counterexample in float64.
    console.log(JSON.stringify({
      combinations: entries.length,
      agreed,
      proved: 0,
      refuted: failed,
      undecided: agreed,
      equations: 0,
      mutants: 0,
      killed: 0,
      seconds,
    }));
  } else {
    const names = Object.keys(ACTIVATIONS);
    for (const loss of Object.keys(LOSSES)) {
      const rows = names.map((hidden) => [
        hidden,
        ...names.map((output) => {
          const { check } = entries.find((entry) =>
            entry.loss === loss && entry.hidden === hidden && entry.output === output
          )!;
          const worst = Math.max(...check.parameters.map((parameter) => parameter.worst.error));
          return check.passed ? worst.toExponential(0) : "WRONG";
        }),
      ]);
      console.log(`${loss}: largest difference, hidden layer by output layer`);
      console.log(`${table(["", ...names], rows)}\n`);
    }
    console.log(
      `${agreed} of ${entries.length} combinations agree with finite differences, ` +
        `0 are proved (${duration(seconds)})`,
    );
  }
  return Promise.resolve(failed === 0 ? 0 : 1);
}

if (import.meta.main) {
  const command = { name: "deno task verify", help: HELP, options: OPTIONS, run: verify };
  Deno.exitCode = await main(command, Deno.args);
}
