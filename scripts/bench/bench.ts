import { integerOf, main, nameOf, pathOf, UsageError, type Values } from "../support/command.ts";
import { progress } from "../support/progress.ts";
import { wrapped } from "../support/table.ts";
import { type ContenderName, CONTENDERS, type Running, startContender } from "./contenders.ts";
import { DATASETS, digits } from "./data.ts";
import { Files } from "./files.ts";
import { type Group, type GroupName, GROUPS, USUAL } from "./groups.ts";
import { judgeOf } from "./judge.ts";
import { describeMachine, load, machine } from "./machine.ts";
import { profileStep, tableOfProfile } from "./profile.ts";
import { describeRoofline, measureRoofline, type Roofline } from "./roofline.ts";
import { measure } from "./rounds.ts";
import { asMarkdown, asText, type GroupResult, tableOf } from "./tables.ts";

const NAMES = Object.keys(GROUPS) as GroupName[];
const UNUSUAL = NAMES.filter((name) => !USUAL.some((usual) => usual === name));
const ENTRANTS = Object.keys(CONTENDERS) as ContenderName[];

const HELP = `
Compares the speed of training and prediction with other libraries.

All contenders get the same data, initial weights and batches, one thread
(except "workers") and a separate process; they take turns, and their results
are compared. Packages of the others are fetched from npm in the first run.
NumPy and PyTorch are measured if a Python has them.

Usage: deno task bench [options]

  --groups LIST        comma-separated benchmarks, or all [all but ${UNUSUAL.join(", ")}]
${wrapped(NAMES, 23)}
  --contenders LIST    comma-separated contenders         [all of a group]
${wrapped(ENTRANTS, 23)}
  --profile            time the kernels of the paper's step instead
  --rounds N           number of rounds                   [7]
  --data DIR           folder of MNIST's four files
                       (else MNIST_DIR, the cache, a download)
  --dataset NAME       mnist or strokes; mnist if available
  --python FILE        Python with NumPy and PyTorch; may be repeated
                       [python3, python]
  --node FILE          Node that runs the library, too    [node]
  --json               print one JSON object instead of tables
  --markdown           print tables in Markdown
  --verbose            show the standard error of contenders
  -h, --help           show this help

"deno bench scripts/bench/" times the check of gradients and the drawing of
digits.
`;

const OPTIONS = {
  "groups": { type: "string", default: USUAL.join(",") },
  "contenders": { type: "string" },
  "profile": { type: "boolean", default: false },
  "rounds": { type: "string", default: "7" },
  "data": { type: "string" },
  "dataset": { type: "string" },
  "python": { type: "string", multiple: true },
  "node": { type: "string", default: "node" },
  "json": { type: "boolean", default: false },
  "markdown": { type: "boolean", default: false },
  "verbose": { type: "boolean", default: false },
} as const;

/** The load of a core from which a warning is printed. */
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
    throw new UsageError("--data requires the data set mnist, but found --dataset strokes");
  }
  if (flags.json && flags.markdown) {
    throw new UsageError("--json and --markdown cannot be combined");
  }

  const shown = progress();
  const on = machine();
  shown.line(`machine: ${describeMachine(on)}`);
  if (on.load > BUSY * on.cores) {
    shown.line("warning: other processes use this machine: times and ratios will vary");
  }
  const loaded = await digits({ dataset, directory });
  shown.line(`digits: ${loaded.name}, ${loaded.train.inputs.rows} to train on`);

  const roofline = measureRoofline();
  if (flags.profile) {
    const profile = profileStep(loaded, rounds);
    if (flags.json) console.log(JSON.stringify({ machine: on, rounds, roofline, ...profile }));
    else console.log((flags.markdown ? asMarkdown : asText)(tableOfProfile(profile, roofline)));
    return 0;
  }

  const started = new Map<ContenderName, Promise<Running>>();
  const start = (name: ContenderName) => {
    const known = started.get(name) ?? startContender(name, {
      pythons: flags.python ?? ["python3", "python"],
      node: flags.node,
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
    shown.clear();
    const measured = { ...on, loadAtTheEnd: load() };
    print(flags, { machine: measured, roofline, rounds, groups: results });
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
  readonly roofline: Roofline;
  readonly rounds: number;
  readonly groups: readonly GroupResult[];
}

function print(flags: Values<typeof OPTIONS>, report: Report): void {
  if (flags.json) return console.log(JSON.stringify(report));
  const write = flags.markdown ? asMarkdown : asText;
  const { machine, roofline, rounds, groups } = report;
  const medians = `Medians of ${rounds === 1 ? "1 round" : `${rounds} rounds`}`;
  console.log(`${medians} on: ${describeMachine(machine)}, ${machine.loadAtTheEnd} at the end.`);
  console.log(describeRoofline(roofline));
  for (const group of groups) console.log(`\n${write(tableOf(group, roofline))}`);
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
