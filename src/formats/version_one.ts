import { KINDS } from "../nn/layers/kinds.ts";

/** A record of a file, or read from one. It is not trusted. */
type Members = Readonly<Record<string, unknown>>;

/**
 * The layers of a network file as they are today: in the first files `dropout` was an option of dense
 * layers, and is a layer of its own now.
 *
 * @param layers The layers of the file, whatever its age.
 */
export function currentLayers(layers: readonly Members[]): Members[] {
  return layers.flatMap((layer) => {
    if (layer.kind !== undefined || !("dropout" in layer)) return [layer];
    const { dropout: rate, ...dense } = layer;
    return hasDropout(layer) ? [dense, { kind: "dropout", rate }] : [dense];
  });
}

/**
 * A checkpoint of version 1 as checkpoints are today: its networks, what the optimizer remembers of
 * each layer, which is nothing for dropout, and the network in words.
 *
 * The optimizer in words stays as it is; where training goes on, it is compared by the words of then.
 *
 * @param value What stood in the file. Parts that are not as version 1 had them are left for the checks
 * of checkpoints to find.
 */
export function currentCheckpoint(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { setting, network, state, best } = value;
  return {
    ...value,
    ...(isRecord(setting) && { setting: currentSetting(setting) }),
    network: currentNetwork(network),
    state: currentState(state, network),
    ...(isRecord(best) && { best: { ...best, network: currentNetwork(best.network) } }),
  };
}

function currentSetting(setting: Members): Members {
  const { network } = setting;
  if (typeof network !== "string") return setting;
  return Object.freeze({ ...setting, network: network.replaceAll(" dropout ", "-dropout ") });
}

function currentNetwork(network: unknown): unknown {
  const layers = denseLayersOf(network);
  if (!isRecord(network) || layers === undefined) return network;
  return Object.freeze({
    ...network,
    layers: Object.freeze(layers.flatMap((layer) => {
      const { units, activation, weights, biases, dropout: rate } = layer;
      const dense = { kind: KINDS.dense, options: Object.freeze({ units }), activation };
      return [
        Object.freeze({ ...dense, parameters: Object.freeze({ weights, biases }) }),
        ...(hasDropout(layer) ? [dropoutLayer(rate)] : []),
      ];
    })),
  });
}

/** Whether a layer of then drops any of its outputs. */
function hasDropout({ dropout }: Members): boolean {
  return dropout !== undefined && dropout !== 0;
}

function dropoutLayer(rate: unknown): Members {
  const options = Object.freeze({ rate });
  return Object.freeze({ kind: KINDS.dropout, options, parameters: NOTHING });
}

/** What the optimizer remembers, where that is by layer. */
function currentState(state: unknown, network: unknown): unknown {
  const layers = denseLayersOf(network);
  if (!isRecord(state) || !isArrayOfRecords(state.layers) || layers === undefined) return state;
  return Object.freeze({
    ...state,
    layers: Object.freeze(state.layers.flatMap((slots, l) => {
      if (!hasDropout(layers[l] ?? {})) return [slots];
      const none = Object.fromEntries(Object.keys(slots).map((name) => [name, NOTHING]));
      return [slots, Object.freeze(none)];
    })),
  });
}

const NOTHING = /* @__PURE__ */ Object.freeze({});

function denseLayersOf(network: unknown): readonly Members[] | undefined {
  return isRecord(network) && isArrayOfRecords(network.layers) ? network.layers : undefined;
}

function isArrayOfRecords(value: unknown): value is readonly Members[] {
  return Array.isArray(value) && value.every(isRecord);
}

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
