/** What may have been meant by something that is not a network. */
export function hintFor(value: unknown): string {
  const { network, data, inputs, targets } = Object(value);
  if (Array.isArray(network?.layers)) return ": pass its network";
  const isData = Array.isArray(data) || ArrayBuffer.isView(data) || (inputs && targets);
  return isData ? ": the network is the first argument, the data the second" : "";
}
