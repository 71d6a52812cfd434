import { signIn } from './api.ts';
import { session } from './session.svelte.ts';

/** Renewed when less than this is left of the token's hour. */
const renewBeforeMs = 10 * 60_000;
const checkEveryMs = 60_000;

/**
 * Keeps the session fresh while the page is open; returns the function that ends it.
 *
 * It looks every minute instead of setting one long timer: a laptop that slept must not miss the moment.
 */
export function keepSessionFresh(now: () => number = Date.now): () => void {
  let renewing = false;
  const check = async () => {
    const current = session.kept;
    if (renewing || current === null || Date.parse(current.expiresAt) - now() > renewBeforeMs) return;
    renewing = true;
    try {
      await signIn(current.email);
    } catch {
      // Still signed in until the token ends; the next minute tries again.
    } finally {
      renewing = false;
    }
  };
  const onShown = () => void check();
  const timer = setInterval(onShown, checkEveryMs);
  document.addEventListener('visibilitychange', onShown);
  onShown();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onShown);
  };
}
