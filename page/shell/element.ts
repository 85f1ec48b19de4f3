/** Attributes of an element; `true` writes an empty one, `false` none. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An element with attributes and children; texts are never read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  return withParts(document.createElement(name), attributes, children);
}

/** The same of an SVG's element. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
  const found = document.createElementNS("http://www.w3.org/2000/svg", name);
  return withParts(found, attributes, children);
}

function withParts<Made extends Element>(
  made: Made,
  attributes: Attributes,
  children: readonly (Node | string)[],
): Made {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** A button that calls. */
export function button(
  label: string,
  onClick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/** A picture and what one sees in it. */
export function figure(picture: Element, caption: string | HTMLElement): HTMLElement {
  const words = typeof caption === "string"
    ? element("figcaption", { class: "caption" }, caption)
    : caption;
  return element("figure", {}, picture, words);
}

/** A button that asks for files, and calls with those that were chosen. */
export function filePicker(
  label: string,
  onFiles: (files: readonly File[]) => void,
  attributes: Attributes = {},
): HTMLElement {
  const input = element("input", { type: "file", class: "out-of-sight", ...attributes });
  input.addEventListener("change", () => {
    const files = [...input.files ?? []];
    input.value = ""; // so that the same files can be chosen again
    if (files.length > 0) onFiles(files);
  });
  return element("label", { class: "button" }, label, input);
}
