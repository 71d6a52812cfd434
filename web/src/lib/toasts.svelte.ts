export interface Toast {
  id: number;
  title: string;
  body?: string;
  link?: { href: string; label: string };
  actions?: { label: string; do: () => void }[];
}

const shownMs = 8000;

/** Short messages at the edge of the page; whatever a toast says can be found elsewhere too, so it may go by itself. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 0;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** One that asks something stays until it is answered. */
  add(toast: Omit<Toast, 'id'>): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { ...toast, id }];
    if (toast.actions === undefined) this.resume(id);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Nothing vanishes while somebody points at it or reads it by keyboard. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    const toast = this.list.find((one) => one.id === id);
    if (toast === undefined || toast.actions !== undefined) return;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), shownMs),
    );
  }
}
