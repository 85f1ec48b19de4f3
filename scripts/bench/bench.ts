import { integerOf, main, nameOf, pathOf, UsageError, type Values } from "../support/command.ts";
import { progress } from "../support/progress.ts";
import { type ContenderName, CONTENDERS, type Running, startContender } from "./contenders.ts";
import { DATASETS, digits } from "./data.ts";
import { Files } from "./files.ts";
import { type Group, type GroupName, GROUPS, USUAL } from "./groups.ts";
import { judgeOf } from "./judge.ts";
import { describeMachine, load, machine } from "./machine.ts";
import { measure } from "./rounds.ts";
import { asMarkdown, asText, type GroupResult, tableOf } from "./tables.ts";

const NAMES = Object.keys(GROUPS) as GroupName[];
const ENTRANTS = Object.keys(CONTENDERS) as ContenderName[];

const HELP = `
Measures how fast networks are trained and predict, beside what else could be used.

Everybody has the same data, the same weights to begin with and the same batches, one thread (but
for "workers") and a process of their own; they take turns, and the result of each is compared. The
packages of the others are fetched from npm at the first run. NumPy and PyTorch are measured where a
Python has them.

Usage: deno task bench [options]

  --groups LIST        what to measure, with commas, or all   [${USUAL.join(",")}]
                       ${NAMES.join(", ")}
  --contenders LIST    who takes part, with commas            [all that a group is for]
                       ${ENTRANTS.join(", ")}
  --rounds N           how often everybody has their turn     [7]
  --data DIR           the folder with MNIST's four files
                       (else MNIST_DIR, the cache, the download)
  --dataset NAME       mnist or strokes; mnist if it can be had
  --python FILE        a Python to look for NumPy and PyTorch in; may be repeated  [python3, python]
  --json               print one JSON object instead of tables
  --markdown           print tables in Markdown
  --verbose            show what contenders write to standard error
  -h, --help           print this

"deno bench scripts/bench/" times the check of gradients and the drawing of digits.
`;

const OPTIONS = {
  "groups": { type: "string", default: USUAL.join(",") },
  "contenders": { type: "string" },
  "rounds": { type: "string", default: "7" },
  "data": { type: "string" },
  "dataset": { type: "string" },
  "python": { type: "string", multiple: true },
  "json": { type: "boolean", default: false },
  "markdown": { type: "boolean", default: false },
  "verbose": { type: "boolean", default: false },
} as const;

/** What is printed of the machine if others use it, too. */
const BUSY = 0.3;

async function bench(flags: Values<typeof OPTIONS>): Promise<number> {
  const groups = flags.groups === "all" ? NAMES : listOf(flags.groups, "groups", NAMES);
  const wanted = flags.contenders === undefined
    ? ENTRANTS
    : listOf(flags.contenders, "contenders", ENTRANTS);
  const rounds = integerOf(flags.rounds, "rounds", 1);
  const directory = flags.data === undefined ? undefined : pathOf(flags.data, "data");
  const dataset = flags.dataset === undefined
    ? undefined
    : nameOf(flags.dataset, "dataset", DATASETS);
  if (dataset === "strokes" && directory !== undefined) {
    throw new UsageError("--data names the folder of mnist, but --dataset strokes was asked for");
  }
  if (flags.json && flags.markdown) {
    throw new UsageError("--json and --markdown exclude each other");
  }

  const shown = progress();
  const on = machine();
  shown.line(`machine: ${describeMachine(on)}`);
  if (on.load > BUSY * on.cores) {
    shown.line(`warning: others use this machine, too: times and ratios will scatter`);
  }
  const loaded = await digits({ dataset, directory });
  shown.line(`digits: ${loaded.name}, ${loaded.train.inputs.rows} to train on`);

  const started = new Map<ContenderName, Promise<Running>>();
  const start = (name: ContenderName) => {
    const known = started.get(name) ?? startContender(name, {
      pythons: flags.python ?? ["python3", "python"],
      verbose: flags.verbose,
    });
    started.set(name, known);
    return known;
  };
  const judge = judgeOf({ wasm: () => start("wasm"), reference: () => start("reference") });
  const folder = await Deno.makeTempDir({ prefix: "backproof-bench-" });
  try {
    const files = new Files(folder);
    const results: GroupResult[] = [];
    for (const name of groups) {
      const group: Group = GROUPS[name];
      const contenders = new Map<ContenderName, Running>();
      const absent: GroupResult["absent"][number][] = [];
      for (const contender of group.contenders.filter((name) => wanted.includes(name))) {
        try {
          contenders.set(contender, await start(contender));
        } catch (error) {
          absent.push({ contender, reason: (error as Error).message.split("\n")[0]! });
        }
      }
      const title = group.title(loaded);
      shown.line(`${name}: ${title}`);
      for (const { contender, reason } of absent) {
        shown.line(`  ${contender}: not measured (${reason})`);
      }
      const cases = contenders.size === 0 ? [] : group.cases(files, loaded);
      const measured: GroupResult["cases"][number][] = [];
      for (const [i, work] of cases.entries()) {
        measured.push(
          await measure(files, work, { contenders, judge }, rounds, (contender, round) => {
            shown.update((i + round / rounds) / cases.length, name, () => {
              return `${work.label}, round ${round + 1}/${rounds}, ${contender}`;
            });
          }),
        );
        if (cases.length > 1) shown.line(`  ${work.label}`);
      }
      results.push({ group: name, title, cases: measured, absent });
    }
    print(flags, { machine: { ...on, loadAtTheEnd: load() }, rounds, groups: results });
    const faults = results.flatMap(({ cases }) => cases).flatMap(({ entries }) => entries)
      .filter(({ fault }) => fault !== undefined);
    return faults.length === 0 ? 0 : 1;
  } finally {
    for (const running of await Promise.allSettled(started.values())) {
      if (running.status === "fulfilled") running.value.close();
    }
    await Deno.remove(folder, { recursive: true });
  }
}

interface Report {
  readonly machine: ReturnType<typeof machine> & { readonly loadAtTheEnd: number };
  readonly rounds: number;
  readonly groups: readonly GroupResult[];
}

function print(flags: Values<typeof OPTIONS>, report: Report): void {
  if (flags.json) return console.log(JSON.stringify(report));
  const write = flags.markdown ? asMarkdown : asText;
  const { machine, rounds, groups } = report;
  console.log(
    `Medians of ${rounds === 1 ? "1 round" : `${rounds} rounds`} on: ${
      describeMachine(machine)
    }, ${machine.loadAtTheEnd} at the end.`,
  );
  for (const group of groups) console.log(`\n${write(tableOf(group))}`);
}

function listOf<Name extends string>(
  text: string,
  flag: string,
  names: readonly Name[],
): readonly Name[] {
  return text.split(",").map((name) => nameOf(name.trim(), flag, names));
}

if (import.meta.main) {
  await main("bench", { help: HELP, options: OPTIONS, run: bench });
}
