import { fromFileUrl, join } from "@std/path";

/** What a run of the ladder rests on, so that it can be repeated. */
export interface Certificate {
  /** What this is. */
  readonly format: "backproof certificate";
  /** The version of the format. */
  readonly version: 1;
  /** Where all random values started. */
  readonly seed: number;
  /** SHA-256 over the names and contents of the library's sources. */
  readonly sources: string;
  /** Every verdict, in order. */
  readonly verdicts: readonly CertifiedVerdict[];
}

/** A verdict and what its chance of being wrong is computed from. */
export interface CertifiedVerdict {
  readonly subject: string;
  readonly verdict: string;
  readonly precondition?: string;
  readonly prime: string;
  readonly trials: number;
  readonly degree: number;
  readonly relations: number;
  readonly relationDegree: number;
  readonly log2FalsePass: number;
  readonly pieces: { readonly covered: number; readonly total: number; readonly outside: number };
}

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** SHA-256 over the names and contents of `mod.ts` and everything below `src/`, in hexadecimal. */
export async function hashSources(): Promise<string> {
  const files = ["mod.ts", ...await filesBelow("src")].sort();
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
 * What differs between a certificate and a new run: nothing, if it still holds.
 *
 * @param certificate The certificate, as read from a file.
 * @param run A certificate of the new run, with the seed of the first.
 */
export function differencesOf(certificate: Certificate, run: Certificate): string[] {
  const differences: string[] = [];
  if (certificate.sources !== run.sources) {
    differences.push(`the sources are others: ${certificate.sources} and now ${run.sources}`);
  }
  const now = new Map(run.verdicts.map((verdict) => [verdict.subject, verdict]));
  for (const before of certificate.verdicts) {
    const after = now.get(before.subject);
    if (after === undefined) differences.push(`${before.subject}: is no longer claimed`);
    else if (JSON.stringify(before) !== JSON.stringify(after)) {
      differences.push(
        `${before.subject}: was ${before.verdict} to 2^${before.log2FalsePass}, ` +
          `is ${after.verdict} to 2^${after.log2FalsePass}`,
      );
    }
    now.delete(before.subject);
  }
  for (const subject of now.keys()) differences.push(`${subject}: was not claimed`);
  return differences;
}

/**
 * Reads a certificate.
 *
 * @param text The content of a file.
 * @throws {SyntaxError} If it is none.
 */
export function parseCertificate(text: string): Certificate {
  const value = JSON.parse(text);
  if (
    value?.format !== "backproof certificate" || value.version !== 1 ||
    !Number.isSafeInteger(value.seed) || !Array.isArray(value.verdicts)
  ) {
    throw new SyntaxError("The file must be a certificate of version 1, but found something else");
  }
  return value;
}
