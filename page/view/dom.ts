/**
 * Elements, made without markup: every text of the run goes in as text, so that no name and no payload becomes code.
 */

type Child = Node | string | null | undefined | false;

interface Attributes {
  class?: string;
  title?: string;
  on?: Record<string, (event: Event) => void>;
  [name: string]: string | number | boolean | undefined | Record<string, (event: Event) => void>;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, act] of Object.entries(value as NonNullable<Attributes['on']>)) {
        element.addEventListener(event, act);
      }
    } else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  fill(element, ...children);
  return element;
}

/** In place of all that was in it. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(
    ...children.filter(
      (child): child is Node | string => child !== null && child !== undefined && child !== false,
    ),
  );
}

/**
 * As `fill`, but children that are as before stay, with the focus that they may have: for what is drawn again and again.
 * Attributes and text are compared, so what listeners do must follow from these.
 */
export function refill(element: Element, ...children: (Node | string)[]): void {
  const wanted = children.map((child) =>
    typeof child === 'string' ? document.createTextNode(child) : child,
  );
  for (const [i, child] of wanted.entries()) {
    const there = element.childNodes[i];
    if (there === undefined) element.append(child);
    else if (!there.isEqualNode(child)) there.replaceWith(child);
  }
  while (element.childNodes.length > wanted.length) element.lastChild?.remove();
}

/** A section of the page, with a heading that others can link to. */
export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...children,
  );
}

export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', ...attributes, on: { click: act } }, text);
}

/** Links to lines of the journal, which open the evidence. */
export function lineLinks(lines: readonly number[], most = 8): HTMLElement {
  const links = lines.slice(0, most).flatMap((line, i) => [i === 0 ? '' : ', ', lineLink(line)]);
  const more = lines.length - most;
  return h('span', { class: 'lines' }, 'journal ', ...links, more > 0 ? ` and ${more} more` : null);
}

export function lineLink(line: number): HTMLAnchorElement {
  return h('a', { href: `#line-${line}`, title: `Line ${line} of journal.ndjson` }, String(line));
}

/** A value of the style sheet, for what is drawn on a canvas. */
export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
