/** What a tab remembers in the page's address, so that a lesson can be linked. */
export interface Address {
  /** The parameters behind the tab's name: `#play?set=spiral` has `set`. They may be anything. */
  get(): URLSearchParams;
  /** Replaces them in place: typing and dragging add nothing to the history. */
  set(params: URLSearchParams): void;
}

/** One of the page's parts. */
export interface Tab {
  /**
   * Called when it is shown, and again while it is shown whenever a link or the history changed its
   * parameters; those it has set itself do not call it.
   */
  show(): void;
  /** Called when another is shown: work stops. */
  hide(): void;
}

/**
 * Builds a tab; each tab's module exports one as `mount`.
 *
 * @param root Where its elements belong, behind the heading that is there. Called once, before `show`.
 */
export type Mount = (root: HTMLElement, address: Address) => Tab;
