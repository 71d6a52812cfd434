import { AppError } from '@snaprun/core/errors';

/** Whether the person of a request is still signed in; asked while an answer goes on. */
export type StaysSignedIn = () => Promise<boolean>;

/** A page renews its session all the time and comes back with the new one; what it began with ends after this long. */
const sessionStreamMs = 5 * 60_000;

export function sessionStays(): StaysSignedIn {
  const endsAt = performance.now() + sessionStreamMs;
  return async () => performance.now() < endsAt;
}

/** Asks again what let the request in; what it throws but `unauthenticated` is thrown on. */
export function stillLetsIn(ask: () => Promise<unknown>): StaysSignedIn {
  return () =>
    ask().then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'unauthenticated') return false;
        throw error;
      },
    );
}

/** Passes messages on and ends the stream once its reader is no longer signed in, noticed within `everyMs` of a message. */
export async function* whileSignedIn<Message>(
  messages: AsyncIterable<Message>,
  stays: StaysSignedIn,
  everyMs: number,
): AsyncGenerator<Message> {
  let askedAt = performance.now();
  for await (const message of messages) {
    if (performance.now() - askedAt >= everyMs) {
      if (!(await stays())) return;
      askedAt = performance.now();
    }
    yield message;
  }
}
