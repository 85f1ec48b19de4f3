import type { PlayState } from "./state.ts";

/** A part of the tab. */
export interface View {
  readonly root: HTMLElement;
  readonly update: (state: PlayState) => void;
}
