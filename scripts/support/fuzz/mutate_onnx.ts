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
  const { message, places, texts } = openedOf(file);
  // Undone afterwards, as copying a message takes longer than reading a file.
  const before = Array.from({ length: 1 + draw.below(3) }, () => {
    const { of, name } = draw.of(places), part = of[name];
    of[name] = mutatedPart(part, draw, texts);
    return () => of[name] = part;
  });
  const mutated = writeMessage(MODEL, message);
  for (const undo of before.reverse()) undo();
  return mutated;
}

/** The message of a whole file, which many are made from, its members and the texts among them. */
interface Opened {
  readonly message: object;
  readonly places: readonly Place[];
  /** They may stand for one another. */
  readonly texts: readonly string[];
}

const opened = new WeakMap<Uint8Array, Opened>();

function openedOf(file: Uint8Array): Opened {
  const known = opened.get(file);
  if (known !== undefined) return known;
  const message = readMessage(MODEL, file), places = placesIn(message);
  const texts = places.map(({ of, name }) => of[name]).filter((part) => typeof part === "string");
  const made = { message, places, texts };
  opened.set(file, made);
  return made;
}

type Parts = Record<string | number, unknown>;

/** A member of a message, or an entry of a list in it. */
interface Place {
  readonly of: Parts;
  readonly name: string;
}

/** What stands in the place of a part, which is left as it is. */
function mutatedPart(part: unknown, draw: Draw, texts: readonly string[]): unknown {
  if (typeof part === "number") {
    const number = draw.of(NUMBERS);
    return Number.isInteger(part) ? Math.trunc(number) : number;
  }
  if (typeof part === "string") {
    return part.startsWith("{") ? mutateJson(part, draw) : draw.of(texts);
  }
  if (part instanceof Uint8Array) return mutateBytes(part, draw, part);
  if (!Array.isArray(part) || part.length === 0) return part;
  const at = draw.below(part.length), to = draw.below(part.length), kind = draw.below(3);
  if (kind === 0) return part.toSpliced(at, 1);
  return kind === 1 ? part.toSpliced(to, 0, part[at]) : part.with(at, part[to]).with(to, part[at]);
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
