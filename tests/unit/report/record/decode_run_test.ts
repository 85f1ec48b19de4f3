import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeRun, recordRun, type ReportedRun } from "../../../../report.ts";
import { fit } from "../../../../train.ts";
import { encodeRun } from "../../../../src/report/record/decode_run.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../../../support/trainings.ts";

const net = smallNetwork(2);

/** A run as a report keeps it. */
async function aRun(): Promise<ReportedRun> {
  const recorder = recordRun(net, FEW_EXAMPLES, { ...TRAININGS.validated!, loss, epochs: 2 });
  await fit(net, FEW_EXAMPLES, recorder.options);
  return {
    name: 'few <script>"examples"</script>',
    settings: { network: "5-4 tanh-3 softmax", seed: 3, "<!--": "-->" },
    versions: { backproof: "0.1.0" },
    command: "deno task train --csv '<a>&amp;.csv'",
    results: { accuracy: 0.5, cost: 1.25 },
    proof: ["12 of 12 claims proved"],
    ended: "interrupted",
    digest: "00ff",
    record: await recorder.record(),
  };
}

const run = await aRun(), page = `<!DOCTYPE html>\n<p>Report</p>\n${encodeRun(run)}\n</html>`;

Deno.test("decodeRun() gives back the run of a page, also one of texts that look like HTML", () => {
  assertEquals(decodeRun(page), run);
  const { command: _, proof: __, ended: ___, ...least } = run;
  assertEquals(decodeRun(encodeRun(least)), least);
  assertEquals(encodeRun(run).match(/<[a-z!/]/g), ["<s", "</"]);
});

Deno.test("decodeRun() refuses a page of something else, and one that was cut", () => {
  const wrong = {
    "": "is not a report of a training",
    "<script>1</script>": "is not a report of a training",
    [page.slice(0, page.indexOf("</script>"))]: "the run that it holds has no end",
    [page.replace('"digest"', "'digest'")]: "The report is damaged",
    [page.replace('"digest":"00ff"', '"digest":7')]: "run.digest must be a text, but found 7",
    [page.replace('"seed":3', '"seed":null')]: "run.settings.seed must be a number, but found null",
    [page.replace('"costs":[{', '"costs":[3,{')]:
      "run.record.costs[0] must be an object, but found 3",
    [page.replace('"stepsPerEpoch":1', '"stepsPerEpoch":-1')]:
      "run.record.stepsPerEpoch must be an integer of at least 0, but found -1",
    [page.replace('"dead":0', '"dead":{}')]: "dead must be an integer",
  };
  for (const [text, message] of Object.entries(wrong)) {
    assertThrows(() => decodeRun(text), SyntaxError, message);
  }
});

Deno.test("decodeRun() gives a run or a SyntaxError for pages with any characters replaced", () => {
  const replaced = fc.array(fc.tuple(fc.nat(page.length - 1), fc.string({ maxLength: 3 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(replaced, (changes) => {
      let text = page;
      for (const [at, by] of changes) text = text.slice(0, at) + by + text.slice(at + 1);
      try {
        decodeRun(text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }),
    { numRuns: 200 },
  );
});
