import { element } from "../../shell/element.ts";

/** A menu with its label, which can also hold a value that it does not offer. */
export interface Menu<T> {
  readonly root: HTMLElement;
  readonly set: (value: T) => void;
}

let menus = 0;

/** A labelled menu of choices. */
export function menu<T extends string | number>(
  label: string,
  choices: readonly (readonly [T, string])[],
  onChange: (value: T) => void,
): Menu<T> {
  const id = `play-menu-${++menus}`, select = element("select", { id });
  const offer = ([value, text]: readonly [T, string]) =>
    select.append(element("option", { value: String(value) }, text));
  choices.forEach(offer);
  select.addEventListener("change", () => {
    const chosen = known.find((value) => String(value) === select.value);
    if (chosen !== undefined) onChange(chosen);
  });
  const known = choices.map(([value]) => value);
  return {
    root: element(
      "div",
      { class: wide(choices) ? "field wide" : "field" },
      element("label", { for: id }, label),
      select,
    ),
    set: (value) => {
      if (!known.includes(value)) {
        known.push(value);
        offer([value, String(value)]);
      }
      if (select.value !== String(value)) select.value = String(value);
    },
  };
}

/** Whether a choice is too long for half a column. */
function wide(choices: readonly (readonly [unknown, string])[]): boolean {
  return choices.some(([, text]) => text.length > 12);
}

/** Choices of numbers, written as they are. */
export function numbers(values: readonly number[], unit = ""): (readonly [number, string])[] {
  return values.map((value) => [value, `${value}${unit}`]);
}
