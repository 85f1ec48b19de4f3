import { readHash, writeHash } from "./hash.ts";
import type { Address } from "./tab.ts";

/** The address of one tab. While another is shown, it keeps the parameters for later. */
export function addressOf<Name extends string>(
  name: Name,
  names: readonly Name[],
): Address & { readonly link: () => string } {
  let kept = new URLSearchParams();
  const isShown = () => readHash(location.hash, names).name === name;
  const get = () => {
    if (isShown()) kept = readHash(location.hash, names).params;
    return new URLSearchParams(kept);
  };
  return {
    get,
    set: (params) => {
      kept = new URLSearchParams(params);
      if (!isShown()) return;
      try {
        history.replaceState(null, "", writeHash(name, kept));
      } catch {
        // Some browsers refuse a hundred changes within seconds; the next one writes all.
      }
    },
    link: () => writeHash(name, kept),
  };
}
