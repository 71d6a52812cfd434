interface Edges {
  /** Selects or deselects the job of the row at this place. */
  toggle: (index: number) => void;
  /** Asks to delete what is selected, or else the row at this place. */
  remove: (index: number) => void;
}

/**
 * Keys for a list of links: arrows, Home and End move the focus, `x` and Delete act on the row.
 *
 * They work while the focus is in the list and nowhere else, so that no key is taken from the rest of the page.
 */
export function moveInList(event: KeyboardEvent, { toggle, remove }: Edges): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.currentTarget instanceof HTMLElement)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-job-row]')];
  const at = rows.findIndex((row) => row.closest('li')?.contains(document.activeElement));
  if (at < 0) return;
  const moves: Record<string, () => void> = {
    ArrowDown: () => rows[Math.min(rows.length - 1, at + 1)]?.focus(),
    ArrowUp: () => rows[Math.max(0, at - 1)]?.focus(),
    Home: () => rows[0]?.focus(),
    End: () => rows.at(-1)?.focus(),
    x: () => toggle(at),
    Delete: () => remove(at),
  };
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  move();
}
