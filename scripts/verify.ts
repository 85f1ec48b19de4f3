import { ACTIVATIONS } from "../engine.ts";
import { failuresOf, type Ladder, reportPage, summaryOf } from "../verify.ts";
import { STAGE_NAMES, type StageFindings } from "../src/verify/ladder/ladder.ts";
import { drawSeed } from "../src/core/random/random.ts";
import {
  type Certificate,
  certify,
  checkText,
  differencesOf,
  parseCertificate,
} from "./support/certificate.ts";
import { integerOf, main, pathOf, UsageError, type Values } from "./support/command.ts";
import { checkWritable, readWhole, writeWhole } from "./support/files.ts";
import { ladderText } from "./support/ladder_text.ts";
import { type Answer, climbTimed, type Scope, SENT } from "./support/ladder_worker.ts";
import { type Progress, progress } from "./support/progress.ts";
import { wrapped } from "./support/table.ts";
import { duration } from "../src/core/support/quantities.ts";

const HELP = `
Proves all built-in gradients, and shows that the proof can fail.

The stages: formulas and the paper's equations; the engine's own code for every
activation × activation × loss of the paper, and for networks that combine
every activation with every other and every loss; conditions on targets; finite
differences; the executor; and wrong backward passes that must be refuted.

Usage: deno task verify [options]

  --all                prove every combination of two layers and a loss,
                       which takes minutes
  --seed N             seed of all random values, to repeat a run    [drawn]
  --report FILE        write all findings as one page of HTML
  --certificate FILE   write seed, primes, bounds, verdicts, hash of the sources
  --check FILE         run again with a certificate's seed, compare the verdicts
  --json               print one JSON object instead of a table
  -h, --help           show this help

Activations:
${wrapped(Object.keys(ACTIVATIONS), 2)}
`;

const OPTIONS = {
  all: { type: "boolean", default: false },
  seed: { type: "string" },
  report: { type: "string" },
  certificate: { type: "string" },
  check: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Climbs the ladder as the flags say; resolves to the exit code. */
export async function verify(flags: Values<typeof OPTIONS>): Promise<number> {
  if (flags.check !== undefined && flags.seed !== undefined) {
    throw new UsageError("--check takes the seed from the certificate, but --seed was given, too");
  }
  const given = flags.seed === undefined ? drawSeed() : integerOf(flags.seed, "seed", 0);
  const [report, certificateFile, check] = (["report", "certificate", "check"] as const)
    .map((flag) => flags[flag] === undefined ? undefined : pathOf(flags[flag], flag));
  if (report !== undefined && report === certificateFile) {
    throw new UsageError(`--report and --certificate must be two files, but both are ${report}`);
  }
  if (report !== undefined) await checkWritable(report, "report");
  if (certificateFile !== undefined) await checkWritable(certificateFile, "certificate");
  const before = check === undefined ? undefined : await readCertificate(check);

  const shown = progress();
  const all = before === undefined ? flags.all : before.all === true;
  const seed = before?.seed ?? given;
  shown.line(`seed: ${seed}`);
  const ladder = await climb(shown, { seed, all });
  const failures = failuresOf(ladder);
  for (const failure of failures) shown.line(`error: ${failure}`);

  if (report !== undefined) {
    await writeWhole(report, reportPage(ladder));
    shown.line(`report: ${report}`);
  }
  if (certificateFile !== undefined) {
    const certificate = await certify(ladder, all);
    await writeWhole(certificateFile, `${JSON.stringify(certificate, null, 2)}\n`);
    shown.line(`certificate: ${certificateFile}`);
  }
  const differences = before === undefined ? [] : differencesOf(before, await certify(ladder, all));
  for (const difference of differences) shown.line(`error: ${difference}`);

  if (flags.json) console.log(JSON.stringify(summaryOf(ladder)));
  else console.log(before ? checkText(before, differences) : ladderText(ladder, failures));
  return failures.length + differences.length === 0 ? 0 : 1;
}

/** Climbs the ladder on two threads, and prints the duration of each stage. */
async function climb(shown: Progress, scope: Scope): Promise<Ladder> {
  const started = performance.now();
  const line = (stage: string, seconds: number) => shown.line(`${stage} (${duration(seconds)})`);
  const sent = climbBeside(scope, line);
  const own = STAGE_NAMES.filter((name) => !SENT.some((other) => other === name));
  const found = climbTimed(own, scope, line);
  const rest = await sent ?? climbTimed(SENT, scope, line);
  return {
    ...{ ...found, ...rest } as StageFindings,
    ...{ seed: scope.seed, seconds: (performance.now() - started) / 1000 },
  };
}

/** Climbs some stages in a second thread; resolves to nothing if none can be started. */
function climbBeside(
  scope: Scope,
  line: (stage: string, seconds: number) => void,
): Promise<Pick<StageFindings, typeof SENT[number]> | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<
    Pick<StageFindings, typeof SENT[number]> | undefined
  >();
  const worker = new Worker(new URL("./support/ladder_worker.ts", import.meta.url), {
    type: "module",
  });
  worker.onerror = (event) => {
    event.preventDefault();
    resolve(undefined);
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    if ("stage" in data) line(data.stage, data.seconds);
    else if ("found" in data) resolve(data.found);
    else reject(new Error(data.failure));
  };
  worker.postMessage(scope);
  return promise;
}

async function readCertificate(file: string): Promise<Certificate> {
  try {
    return parseCertificate(new TextDecoder().decode(await readWhole(file)));
  } catch (error) {
    throw new Error(
      `${file} is not a certificate that can be checked: ${(error as Error).message}`,
    );
  }
}

if (import.meta.main) {
  await main("verify", { help: HELP, options: OPTIONS, run: verify });
}
