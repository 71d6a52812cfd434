/** What is under way for each box, so that a start never overtakes what was asked before it. */
export interface Turns {
  /** Remembers that something was asked of a box until `reached` settles. */
  note(box: string, reached: Promise<unknown>): void;
  /** Settles when everything asked of the box so far has reached the daemon, or failed to. */
  before(box: string): Promise<void>;
}

export function createTurns(): Turns {
  const underWay = new Map<string, Set<Promise<unknown>>>();
  return {
    note(box, reached) {
      const all = underWay.get(box) ?? new Set();
      underWay.set(box, all.add(reached));
      const over = () => {
        all.delete(reached);
        if (all.size === 0 && underWay.get(box) === all) underWay.delete(box);
      };
      reached.then(over, over);
    },
    async before(box) {
      await Promise.allSettled(underWay.get(box) ?? []);
    },
  };
}
