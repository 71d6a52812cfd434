import * as v from 'valibot';

const Session = v.object({ email: v.string(), token: v.string(), expiresAt: v.string() });
export type Session = v.InferOutput<typeof Session>;

const key = 'snaprun.session';

/** Who is signed in in this browser: the only place that keeps the token. Null on the server. */
class SessionStore {
  #value = $state.raw<Session | null>(read());

  constructor() {
    // Signing in or out in another tab counts here too.
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key === key || event.key === null) this.#value = read();
    });
  }

  get value(): Session | null {
    return this.#value;
  }

  save(session: Session): void {
    this.#value = session;
    localStorage.setItem(key, JSON.stringify(session));
  }

  clear(): void {
    this.#value = null;
    localStorage.removeItem(key);
  }
}

export const session = new SessionStore();

function read(): Session | null {
  const stored = globalThis.localStorage?.getItem(key);
  if (!stored) return null;
  try {
    return v.parse(Session, JSON.parse(stored));
  } catch {
    return null; // written by another version or by hand: as good as signed out
  }
}
