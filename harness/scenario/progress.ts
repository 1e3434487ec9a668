/** What onlookers see while a run goes on. Everything here is for people; nothing is evidence. */
export interface RunProgress {
  /** `building the image`, `starting the nodes` 7 of 12. */
  phase(what: string, done?: number, total?: number): void;
  /** A step is being carried out. */
  step(atMs: number, text: string): void;
  /** Several times a second. `owed`: obligations still open, as last counted; null when that is not known. */
  spread(state: {
    atMs: number;
    messages: number;
    deliveries: number;
    owed: number | null;
    up: number;
    nodes: number;
  }): void;
}

export const silent: RunProgress = { phase: () => {}, step: () => {}, spread: () => {} };
