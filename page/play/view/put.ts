/** Sets an attribute that changes: setting what is there already makes browsers compute styles anew. */
export function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Sets a text that changes; screen readers read again what is set again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Opens or closes a part, and moves the focus with it: those who use keys would else begin again at the
 * top, as what they pressed is gone.
 *
 * @param first What has the focus in the part once it is open.
 * @param opener What has it afterwards; it is hidden meanwhile.
 */
export function swap(
  part: HTMLElement,
  isOpen: boolean,
  first: HTMLElement,
  opener: HTMLElement,
): void {
  if (part.hidden !== isOpen) return;
  const had = document.activeElement, isInside = part.contains(had);
  part.hidden = !isOpen;
  opener.hidden = isOpen;
  if (isOpen && had === opener) first.focus({ preventScroll: true });
  if (!isOpen && isInside) opener.focus({ preventScroll: true });
}
