import * as v from 'valibot';
import { clerkKey } from './sign-in-service.ts';

const Session = v.object({ email: v.string(), token: v.string(), expiresAt: v.string() });
export type Session = v.InferOutput<typeof Session>;

/** A sign-in service that keeps the session itself and renews its tokens. */
export interface SignInService {
  email: string;
  getToken: () => Promise<string | null>;
  signOut: () => Promise<void>;
}

const key = 'snaprun.session';

/** Who is signed in in this browser: the only place that knows the token. Null on the server. */
class SessionStore {
  #value = $state.raw<Pick<Session, 'email'> | null>(null);
  #kept: Session | null = null;
  #service: SignInService | null = null;
  /** True while a sign-in service has not said yet who is there. */
  pending = $state(clerkKey !== null);

  constructor() {
    this.#read();
    // Signing in or out in another tab counts here too.
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key === key || event.key === null) this.#read();
    });
  }

  get value(): Pick<Session, 'email'> | null {
    return this.#value;
  }

  /** What the local issuer gave, for its renewal; null where a service renews by itself. */
  get kept(): Session | null {
    return this.#kept;
  }

  /** The token to send now; a service may take a moment to renew it. */
  async token(): Promise<string | null> {
    return this.#service === null ? (this.#kept?.token ?? null) : this.#service.getToken();
  }

  save(session: Session): void {
    localStorage.setItem(key, JSON.stringify(session));
    this.#read();
  }

  /** Takes over what a sign-in service says of who is there; null for nobody. */
  follow(service: SignInService | null): void {
    this.#service = service;
    if (this.#value?.email !== service?.email)
      this.#value = service === null ? null : { email: service.email };
    this.pending = false;
  }

  /** The api refused this token. A service's own session goes on: only it can end that. */
  refuse(token: string): void {
    if (this.#service === null && token === this.#kept?.token) this.clear();
  }

  clear(): void {
    localStorage.removeItem(key);
    this.#read();
  }

  async signOut(): Promise<void> {
    if (this.#service === null) this.clear();
    else await this.#service.signOut();
  }

  #read(): void {
    if (clerkKey !== null) return;
    this.#kept = read();
    this.#value = this.#kept;
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
