/** A small data set that the library holds, as a CSV file. */
export interface Table {
  /** The column to predict. */
  readonly target: string;
  /** The text of the file, with a header. */
  readonly text: () => string;
}
