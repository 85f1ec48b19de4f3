/** A point of the plane and its class. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** 1 for "+", drawn blue; 0 for "−", drawn orange. */
  readonly label: 0 | 1;
}

/** The plane shown reaches from −EXTENT to EXTENT in both directions. */
export const EXTENT = 3;
