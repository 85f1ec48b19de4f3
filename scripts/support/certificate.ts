import { parseJson } from "../../src/core/support/parse_json.ts";
import { fromFileUrl, join } from "@std/path";
import type { GradientFinding, Ladder, StatementFinding } from "../../verify.ts";
import { count } from "../../src/core/support/quantities.ts";

/** Everything that is needed to repeat a run of the ladder. */
export interface Certificate {
  readonly format: "backproof certificate";
  readonly version: 1;
  /** The seed of all random values. */
  readonly seed: number;
  /** Whether every combination of two layers and a loss was proved, instead of a cover. */
  readonly all?: true;
  /** SHA-256 over the names and contents of the library's sources. */
  readonly sources: string;
  /** Every verdict, in order. */
  readonly verdicts: readonly CertifiedVerdict[];
}

/** A verdict and the figures behind its chance of being wrong. */
interface CertifiedVerdict {
  /** The claim, unique in the certificate. */
  readonly subject: string;
  readonly verdict: string;
  /** The condition on the targets. */
  readonly precondition?: string;
  /** The figures of a proof; absent for other findings. */
  readonly proof?: CertifiedProof;
}

interface CertifiedProof {
  readonly prime: string;
  readonly trials: number;
  /** Heights are rounded up, which is the same on every platform. */
  readonly height: number;
  readonly degree: number;
  readonly relations: number;
  readonly relationDegree: number;
  readonly relationHeight: number;
  readonly comparisons: number;
  readonly comparisonDegree: number;
  readonly comparisonHeight: number;
  /** Rounded to three decimals, which are the same on every platform. */
  readonly log2FalsePass: number;
  readonly pieces: { readonly covered: number; readonly total: number; readonly outside: number };
}

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** The certificate of a ladder that was climbed with these sources. */
export async function certify(ladder: Ladder, all = false): Promise<Certificate> {
  return {
    format: "backproof certificate",
    version: 1,
    seed: ladder.seed,
    ...(all && { all }),
    sources: await hashSources(),
    verdicts: verdictsOf(ladder),
  };
}

function verdictsOf(ladder: Ladder): CertifiedVerdict[] {
  const findings = [
    ...ladder.formulas,
    ...[...ladder.table, ...ladder.cover].map(({ finding }) => finding),
    ...ladder.shapes,
    ...ladder.preconditions.map(({ finding }) => finding),
  ];
  return [
    ...findings.map((finding) => certified(finding, finding.subject)),
    ...ladder.paper.flatMap(({ equation: { number }, findings }) =>
      findings.map((finding, k) => certified(finding, `(${number}).${k + 1}: ${finding.subject}`))
    ),
    ...ladder.differences.map(({ layers, loss, check }) => ({
      subject: `${[...layers, loss].join(" × ")} by finite differences`,
      verdict: check === undefined ? "outside the domain" : check.passed ? "agrees" : "disagrees",
    })),
    ...ladder.mutants.map(({ name, killed }) => {
      return { subject: `wrong: ${name}`, verdict: killed ? "killed" : "survived" };
    }),
    ...ladder.rewrites.map(({ name, accepted }) => {
      return { subject: `right: ${name}`, verdict: accepted ? "accepted" : "not accepted" };
    }),
    ...ladder.discontinuities.map(({ fixture, verdict }) => {
      return { subject: `where it chooses: ${fixture.name}`, verdict };
    }),
  ];
}

function certified(
  finding: GradientFinding | StatementFinding,
  subject: string,
): CertifiedVerdict {
  const { verdict } = finding;
  if (!("size" in finding)) return { subject, verdict };
  const { precondition, prime, trials, size, log2FalsePass, regions } = finding as GradientFinding;
  return {
    subject,
    verdict,
    ...(precondition !== undefined && { precondition }),
    proof: {
      prime,
      trials,
      height: Math.ceil(size.height),
      degree: size.degree,
      relations: size.relations,
      relationDegree: size.relationDegree,
      relationHeight: Math.ceil(size.relationHeight),
      comparisons: size.comparisons ?? 0,
      comparisonDegree: size.comparisonDegree ?? 0,
      comparisonHeight: Math.ceil(size.comparisonHeight ?? 0),
      log2FalsePass: Math.round(1000 * log2FalsePass) / 1000,
      pieces: regions,
    },
  };
}

/** SHA-256 over the names and contents of all entry points and everything below `src/`, in hexadecimal. */
async function hashSources(): Promise<string> {
  const { exports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const files = [...Object.values<string>(exports), ...await filesBelow("src")].sort();
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  for (const file of files) {
    const content = await Deno.readFile(join(ROOT, file));
    // The length keeps the end of one file apart from the name of the next.
    parts.push(encoder.encode(`${file}\n${content.length}\n`), content);
  }
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts as BlobPart[]).bytes());
  return new Uint8Array(digest).toHex();
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await filesBelow(path));
    else if (name.endsWith(".ts")) files.push(path);
  }
  return files;
}

/**
 * The differences between a certificate and one of a new run with its seed; empty if it still holds.
 */
export function differencesOf(certificate: Certificate, run: Certificate): string[] {
  const differences: string[] = [];
  if (certificate.sources !== run.sources) {
    differences.push(`the sources differ: ${certificate.sources} and now ${run.sources}`);
  }
  const now = new Map(run.verdicts.map((verdict) => [verdict.subject, verdict]));
  for (const before of certificate.verdicts) {
    const after = now.get(before.subject);
    if (after === undefined) differences.push(`${before.subject}: no longer claimed`);
    else if (JSON.stringify(before) !== JSON.stringify(after)) {
      differences.push(`${before.subject}: was ${textOf(before)}, is ${textOf(after)}`);
    }
    now.delete(before.subject);
  }
  for (const subject of now.keys()) differences.push(`${subject}: not claimed before`);
  return differences;
}

/** All of a verdict but its subject. */
function textOf({ subject: _, ...rest }: CertifiedVerdict): string {
  return JSON.stringify(rest);
}

/**
 * Parses the text of a certificate.
 *
 * @throws {SyntaxError} If it is not a whole certificate.
 */
export function parseCertificate(text: string): Certificate {
  const value = parseJson(text) as Certificate | null;
  if (value?.format !== "backproof certificate" || value.version !== 1) {
    throw new SyntaxError("It must be a certificate of version 1, but is something else");
  }
  const { seed, all, sources, verdicts } = value;
  const isWhole = (all === undefined || all === true) && Number.isSafeInteger(seed) && seed >= 0 &&
    typeof sources === "string" &&
    Array.isArray(verdicts) &&
    verdicts.every((each) => typeof each?.subject === "string") &&
    new Set(verdicts.map(({ subject }) => subject)).size === verdicts.length;
  if (!isWhole) {
    throw new SyntaxError("It must have a seed, sources and verdicts, but some are damaged");
  }
  return value;
}

/** Whether a certificate holds, for a terminal. */
export function checkText({ seed, verdicts }: Certificate, differences: readonly string[]): string {
  return differences.length === 0
    ? `The certificate holds: ${
      count(verdicts.length)
    } verdicts repeated, seed ${seed}, same sources`
    : `The certificate does not hold: ${count(differences.length)} differences`;
}
