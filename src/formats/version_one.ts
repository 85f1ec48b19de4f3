import { KINDS } from "../nn/layers/kinds.ts";

/** An untrusted record, as read from a file. */
type Members = Readonly<Record<string, unknown>>;

/**
 * The layers of a network file of any age in today's form: in the first files `dropout` was an
 * option of dense layers, and is a separate layer now.
 */
export function currentLayers(layers: readonly Members[]): Members[] {
  return layers.flatMap((layer) => {
    if (layer.kind !== undefined || !("dropout" in layer)) return [layer];
    const { dropout: rate, ...dense } = layer;
    return hasDropout(layer) ? [dense, { kind: "dropout", rate }] : [dense];
  });
}

/**
 * A checkpoint of version 1 in today's form: its networks, the optimizer's state of each layer,
 * which is empty for dropout, and the description of the network.
 *
 * The description of the optimizer stays; resuming compares it with the one of that version.
 *
 * @param value Untrusted; parts that are not of version 1 are left for the checks of checkpoints.
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

function hasDropout({ dropout }: Members): boolean {
  return dropout !== undefined && dropout !== 0;
}

function dropoutLayer(rate: unknown): Members {
  const options = Object.freeze({ rate });
  return Object.freeze({ kind: KINDS.dropout, options, parameters: NOTHING });
}

/** The state of the optimizer, where that is by layer. */
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
