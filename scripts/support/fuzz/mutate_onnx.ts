import { MODEL } from "../../../src/formats/onnx/messages.ts";
import { type Draft, readMessage, writeMessage } from "../../../src/formats/onnx/wire.ts";
import { withExternalData } from "../../../src/formats/onnx/external_data.ts";
import dynamo from "../../../tests/golden/onnx/dynamo.json" with { type: "json" };
import golden from "../../../tests/golden/onnx/models.json" with { type: "json" };
import { type Draw, mutateBytes, mutateJson } from "./mutate.ts";

const bytesOf = (text: string) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

/** Files of PyTorch's default exporter, with what lies beside them in them. */
const WHOLE = await Promise.all(
  Object.values(dynamo).map(async ({ file, data }) => {
    const message = readMessage(MODEL, bytesOf(file));
    const { graph } = await withExternalData(message.graph!, () => Promise.resolve(bytesOf(data)));
    return writeMessage(MODEL, { ...message, graph } as Draft<typeof MODEL>);
  }),
);

/** Files of other programs. */
export const ONNX_FILES: readonly Uint8Array[] = [
  ...Object.values(golden).map(({ file }) => bytesOf(file)),
  ...WHOLE,
];

const NUMBERS = [-1, 0, 1, 2, 3, 4, 7, 8, 255, 2 ** 20, 2 ** 31, 2 ** 53, -(2 ** 53), 0.5, 1e38];

/** An ONNX file with one to three parts changed: numbers, names, lists, or bytes of tensors. */
export function mutateOnnx(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(5) === 0) return mutateBytes(file, draw, other);
  const model = structuredClone(messageOf(file));
  for (let times = 1 + draw.below(3); times > 0; times--) mutatePart(model, draw);
  return writeMessage(MODEL, model);
}

const messages = new WeakMap<Uint8Array, object>();

/** The message of a whole file, which many are made from. */
function messageOf(file: Uint8Array): object {
  const known = messages.get(file);
  if (known !== undefined) return known;
  const message = readMessage(MODEL, file);
  messages.set(file, message);
  return message;
}

type Parts = Record<string | number, unknown>;

/** A member of a message, or an entry of a list in it. */
interface Place {
  readonly of: Parts;
  readonly name: string;
}

function mutatePart(model: object, draw: Draw): void {
  const places = placesIn(model);
  const { of, name } = draw.of(places), part = of[name];
  if (typeof part === "number") {
    const number = draw.of(NUMBERS);
    of[name] = Number.isInteger(part) ? Math.trunc(number) : number;
  } else if (typeof part === "string") {
    of[name] = part.startsWith("{") ? mutateJson(part, draw) : draw.of(textsAt(places));
  } else if (part instanceof Uint8Array) {
    of[name] = mutateBytes(part, draw, part);
  } else if (Array.isArray(part) && part.length > 0) {
    const at = draw.below(part.length), to = draw.below(part.length);
    if (draw.below(3) === 0) part.splice(at, 1);
    else if (draw.below(2) === 0) part.splice(to, 0, part[at]);
    else [part[at], part[to]] = [part[to], part[at]];
  }
}

/** The texts among parts, which may stand for one another. */
function textsAt(places: readonly Place[]): readonly string[] {
  return places.map(({ of, name }) => of[name]).filter((part) => typeof part === "string");
}

/** Every member of a message, however deep. */
function placesIn(message: object, places: Place[] = []): readonly Place[] {
  for (const [name, part] of Object.entries(message)) {
    if (part === undefined) continue;
    places.push({ of: message as Parts, name });
    if (typeof part === "object" && !(part instanceof Uint8Array)) placesIn(part, places);
  }
  return places;
}
