/** Links to stored files live 15 minutes; they are asked for again when they are this old. */
const freshMs = 10 * 60_000;
const checkEveryMs = 30_000;

/**
 * Calls `reload` whenever what a page shows holds links that soon end; returns the function that stops it.
 *
 * It looks every half minute and when the page is shown again, since a laptop that slept misses a timer. A reload that
 * fails is tried again at the next look.
 */
export function keepLinksFresh(reload: () => Promise<void>, now: () => number = Date.now): () => void {
  let loadedAt = now();
  let loading = false;
  const check = async () => {
    if (loading || document.visibilityState !== 'visible' || now() - loadedAt < freshMs) return;
    loading = true;
    try {
      await reload();
      loadedAt = now();
    } catch {
      // The old links stay; some may still be good.
    } finally {
      loading = false;
    }
  };
  const look = () => void check();
  const timer = setInterval(look, checkEveryMs);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
