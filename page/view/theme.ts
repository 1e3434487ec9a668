/**
 * Light, dark, or as the system has it. What is drawn on a canvas must be told; so must it before printing, which is light.
 */

import { button } from './dom.ts';

const THEMES = ['auto', 'light', 'dark'] as const;

export function themeButton(changed: () => void): HTMLElement {
  let at = 0;
  const label = () => `Theme: ${THEMES[at]}`;
  const apply = (theme: string | undefined) => {
    if (theme === undefined || theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    changed();
  };
  const made = button(label(), () => {
    at = (at + 1) % THEMES.length;
    made.textContent = label();
    apply(THEMES[at]);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  window.addEventListener('beforeprint', () => apply('light'));
  window.addEventListener('afterprint', () => apply(THEMES[at]));
  return made;
}
