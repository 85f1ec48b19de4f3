import { addressOf } from "./address.ts";
import { element } from "./element.ts";
import { readHash, writeHash } from "./hash.ts";
import type { Mount, Tab } from "./tab.ts";

/** What a tab is called, and how its module is loaded when it is first shown. */
export interface TabPlan {
  readonly title: string;
  readonly load: () => Promise<{ readonly mount: Mount }>;
}

/** Shows the tab that the address names, the first if it names none, and follows the address. */
export function followAddress(plans: Readonly<Record<string, TabPlan>>): void {
  const names = Object.keys(plans), first = names[0]!;
  const addresses = new Map(names.map((name) => [name, addressOf(name, names)]));
  const tabs = new Map<string, Promise<Tab | undefined>>();
  let shown: string | undefined;

  const mounted = (name: string) => {
    const panel = document.getElementById(`${name}-panel`)!;
    const found = tabs.get(name) ?? plans[name]!.load().then(
      ({ mount }) => mount(panel, addresses.get(name)!),
      (error) => {
        tabs.delete(name); // so that the next click tries again
        const text = `This part could not be loaded: ${(error as Error).message}. Reload the page`;
        panel.querySelector(".failed")?.remove();
        panel.append(element("p", { class: "failed note", role: "alert" }, text));
        return undefined;
      },
    );
    tabs.set(name, found);
    return found;
  };

  const follow = async () => {
    const name = readHash(location.hash, names).name;
    if (name === undefined && shown !== undefined) return;
    const next = name ?? first, before = shown;
    if (name === undefined) history.replaceState(null, "", writeHash(next, new URLSearchParams()));
    shown = next;
    addresses.get(next)!.get(); // which keeps what the address says
    if (before !== next) {
      mark(names, next, plans[next]!.title);
      if (before !== undefined) (await tabs.get(before))?.hide();
    }
    const tab = await mounted(next);
    if (shown === next) tab?.show();
  };

  // A link of the navigation leads back to what its tab was about.
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-tab]")) {
    link.addEventListener("click", () => {
      link.hash = addresses.get(link.dataset.tab!)!.link();
    });
  }
  document.querySelector(".skip")!.addEventListener("click", (event) => {
    event.preventDefault(); // the address names the tab
    document.getElementById("content")!.focus();
  });
  // A file that misses its place must not replace the page, and what was trained with it.
  for (const name of ["dragover", "drop"] as const) {
    addEventListener(name, (event) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }
  addEventListener("hashchange", () => void follow());
  void follow();
}

function mark(names: readonly string[], shown: string, title: string): void {
  for (const name of names) document.getElementById(`${name}-panel`)!.hidden = name !== shown;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-tab]")) {
    if (link.dataset.tab === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${title} · backproof`;
}
