/** What a layer without a compiled form is refused with. */
export function refusal(layer: string): string {
  return `The webgpu executor has no compiled form of ${layer}; executor: "reference" takes any`;
}
