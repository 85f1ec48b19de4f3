/**
 * The place of a parameter in a network.
 * @category Networks
 */
export interface ParameterPlace {
  /** The number of its layer, from 0. */
  readonly l: number;
  /** Its name in the layer. */
  readonly name: string;
}
