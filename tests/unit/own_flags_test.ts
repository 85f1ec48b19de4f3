import { assertThrows } from "@std/assert";
import { UsageError } from "../../scripts/support/command.ts";
import { refuseOthersFlags } from "../../scripts/support/own_flags.ts";

const PLAIN = { flags: ["data"] };
const TABLE = { inputs: "--csv", flags: ["csv", "split"] };
const IMAGES = { inputs: "--images", flags: ["images", "split", "size"] };
const DIGITS = { inputs: "--images", refusing: "digits, which have one", flags: ["images"] };
const OWNERS = [PLAIN, TABLE, IMAGES, DIGITS];

Deno.test("refuseOthersFlags() takes an owner's flags, those of none, and none", () => {
  refuseOthersFlags(
    { images: "a", split: "b", size: "c", data: undefined, seed: 1 },
    OWNERS,
    IMAGES,
  );
  refuseOthersFlags({ data: "a", seed: 1 }, OWNERS, PLAIN);
  refuseOthersFlags({}, OWNERS, TABLE);
});

Deno.test("refuseOthersFlags() says of a flag with no effect what it is for", () => {
  const wrong = [
    [{ size: "a" }, TABLE, "--size does not go with --csv: it is for --images"],
    [{ size: "a" }, DIGITS, "--size does not go with digits, which have one: it is for --images"],
    [{ data: "a" }, TABLE, "--data does not go with --csv"],
    [{ seed: 1, size: false }, PLAIN, "--size needs --images"],
    [{ split: "a" }, PLAIN, "--split needs --csv or --images"],
  ] as const;
  for (const [flags, owner, message] of wrong) {
    assertThrows(() => refuseOthersFlags(flags, OWNERS, owner), UsageError, message);
  }
});
