/** A layer as a file describes it. */
type FileLayer = Readonly<Record<string, unknown>>;

/**
 * The layers of a file as they are today: in the first files `dropout` was an option of dense layers,
 * and is a layer of its own now.
 *
 * @param layers The layers of the file, whatever its age.
 */
export function currentLayers(layers: readonly FileLayer[]): FileLayer[] {
  return layers.flatMap((layer) => {
    if (layer.kind !== undefined || layer.dropout === undefined) return [layer];
    const { dropout: rate, ...dense } = layer;
    return [dense, { kind: "dropout", rate }];
  });
}
