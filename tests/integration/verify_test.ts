import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { checkText } from "../../scripts/support/certificate.ts";
import { MAY_RUN, runTask, withFolder } from "../support/run_script.ts";

const ignore = !MAY_RUN;

Deno.test({
  name: "verify --json prints one object with the documented keys, and writes a page that needs " +
    "nothing else and a certificate that tells what differs (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const report = join(folder, "report.html"), certificate = join(folder, "certificate.json");
      const { code, stdout, stderr } = await runTask("verify", [
        ...["--json", "--seed", "3", "--report", report, "--certificate", certificate],
      ]);
      assertEquals(code, 0, stderr);
      const { seconds, mutants, killed, ...rest } = JSON.parse(stdout);
      const { executorChecks, executorHolding, kernelBugs, kernelBugsCaught, ...counts } = rest;
      assert(seconds > 0);
      assert(mutants >= 40);
      assertEquals(killed, mutants);
      assertEquals([executorHolding, kernelBugsCaught], [executorChecks, kernelBugs]);
      assert(executorChecks >= 100 && kernelBugs >= 15);
      assertEquals(counts, {
        combinations: 450,
        agreed: 450,
        proved: 450,
        refuted: 0,
        undecided: 0,
        equations: 106,
        seed: 3,
      });
      const documented = await Deno.readTextFile(new URL("../../docs/proofs.md", import.meta.url));
      for (
        const figure of [
          `${counts.proved} of ${counts.combinations} proved`,
          `${counts.agreed} of ${counts.combinations} agree`,
          `${counts.equations} hold`,
          `${killed} of ${mutants} refuted`,
          `${executorHolding} of ${executorChecks} checks hold`,
          `${kernelBugsCaught} of ${kernelBugs} caught`,
        ]
      ) assertStringIncludes(documented, figure);
      assertEquals(Object.keys(JSON.parse(stdout)), [
        "combinations",
        "agreed",
        "proved",
        "refuted",
        "undecided",
        "equations",
        "mutants",
        "killed",
        "seconds",
        "executorChecks",
        "executorHolding",
        "kernelBugs",
        "kernelBugsCaught",
        "seed",
      ]);
      assertStringIncludes(stderr, "right rewrites (");
      assertEquals([...Deno.readDirSync(folder)].length, 2);
      checkPage(await Deno.readTextFile(report));

      // All other verdicts are the same again: a certificate that is not changed holds.
      const text = await Deno.readTextFile(certificate);
      assertStringIncludes(stderr, "seed: 3\n");
      const { seed, verdicts } = JSON.parse(text);
      assertEquals(seed, 3);
      for (const { proof } of verdicts) {
        if (proof !== undefined) assert(/^\d{38,39}(, |$)/.test(proof.prime), proof.prime);
      }
      await Deno.writeTextFile(certificate, text.replace('"trials": 1', '"trials": 7'));
      const tampered = await runTask("verify", ["--check", certificate]);
      assertEquals(tampered.code, 1);
      assertStringIncludes(tampered.stdout, "does not hold: 1 differences");
      assertStringIncludes(tampered.stderr, '"trials":7');
    }),
});

Deno.test("checkText() says that a certificate holds, or how much differs", () => {
  const certificate = {
    format: "backproof certificate",
    version: 1,
    seed: 3,
    sources: "",
  } as const;
  const [held, what] = checkText({ ...certificate, verdicts: [] }, []).split(":");
  assertEquals(held, "The certificate holds");
  assertStringIncludes(what!, "seed 3");
  assertStringIncludes(checkText({ ...certificate, verdicts: [] }, ["one"]), "does not hold: 1");
});

/** Every section is there, all tags close in order, and nothing is loaded from elsewhere. */
function checkPage(page: string): void {
  for (
    const id of [
      ...["summary", "matrix", "formulas", "network", "refutations"],
      ...["mutants", "paper", "soundness"],
    ]
  ) {
    assertStringIncludes(page, `<section id="${id}">`);
    assertStringIncludes(page, `href="#${id}"`);
  }
  assert(!/https?:\/\/|<script|<link|<img|@import|url\(/.test(page));
  const open: string[] = [];
  for (const [, slash, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (["meta", "br", "wbr"].includes(name!)) continue;
    if (slash === "") open.push(name!);
    else assertEquals(open.pop(), name);
  }
  assertEquals(open, []);
}

Deno.test({
  name:
    "verify fails with 1 on a file that is not a certificate, with 2 on wrong flags (needs run, files)",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const file = join(folder, "foreign.json");
      const contents = [
        "no JSON",
        "null",
        '{"format":"another"}',
        '{"format":"backproof certificate","version":1,"seed":0,"sources":"","verdicts":[null]}',
        '{"format":"backproof certificate","version":1,"seed":0,"all":1,"sources":"","verdicts":[]}',
      ];
      for (const content of contents) {
        await Deno.writeTextFile(file, content);
        const { code, stderr } = await runTask("verify", ["--check", file]);
        assertEquals(code, 1);
        assertStringIncludes(stderr, `error: ${file} is not a certificate that can be checked`);
      }
      assertEquals((await runTask("verify", ["--check", join(folder, "none")])).code, 1);
      for (
        const flags of [
          ["now"],
          ["--seed", "x"],
          ["--report", join(folder, "none", "report.html")],
          ["--certificate", folder],
          ["--check", file, "--seed", "1"],
        ]
      ) {
        assertEquals((await runTask("verify", flags)).code, 2);
      }
    }),
});
