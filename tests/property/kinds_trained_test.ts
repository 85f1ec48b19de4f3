/** Every built-in kind, in the networks of its samples: checked by differences, saved, resumed. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { checkGradients } from "../../verify.ts";
import { KINDS, type LayerKind, type LayerPlan, network } from "../../engine.ts";
import { decodeCheckpoint, encodeCheckpoint, fromJson, toJson } from "../../formats.ts";
import { adam, type Checkpoint, evaluate, fit } from "../../train.ts";
import { kindPlans } from "../../src/verify/claims/kind_plans.ts";
import { drawCase } from "../../src/verify/numeric/draw_case.ts";

for (const kind of Object.values(KINDS) as LayerKind[]) {
  for (const [n, plan] of kindPlans(kind).entries()) {
    const { loss } = plan, which = `of the kind ${kind.name}, sample ${n + 1},`;

    Deno.test(`gradients ${which} agree with finite differences`, () => {
      for (const seed of [1, 2, 3]) {
        const { network, batch } = drawCase({ ...plan, examples: 4, seed });
        assert(checkGradients(network, batch, loss).passed, `seed ${seed}`);
      }
    });

    Deno.test(`a network ${which} is saved, trained, and resumed bit-identically`, async () => {
      const untrained = network({
        ...{ inputs: plan.inputs, layers: plan.layers as LayerPlan[], seed: 3 },
      });
      assertEquals(fromJson(JSON.parse(JSON.stringify(toJson(untrained)))), untrained);
      const { batch } = drawCase({ ...plan, examples: 7, seed: 4 });
      const options = {
        ...{ loss, optimizer: adam({ learningRate: 0.01 }), epochs: 4, batchSize: 3, seed: 1 },
        executor: "reference",
      } as const;
      const saved: Checkpoint[] = [];
      const whole = await fit(untrained, batch, {
        ...options,
        checkpoint: { every: 5, save: (checkpoint) => void saved.push(checkpoint) },
      });
      assertNotEquals(whole.network, untrained);
      const halfway = await decodeCheckpoint(await encodeCheckpoint(saved[0]!));
      assertEquals(halfway, saved[0]);
      const resumed = await fit(untrained, batch, { ...options, resume: halfway });
      assertEquals(resumed.network, whole.network);
      const loaded = fromJson(JSON.parse(JSON.stringify(toJson(whole.network))));
      assertEquals(loaded, whole.network);
      const [here, there] = await Promise.all([whole.network, loaded].map((of) => {
        return evaluate(of, batch, { loss });
      }));
      assertEquals(here, there);
    });
  }
}
