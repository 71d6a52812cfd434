import { EventSourceParserStream } from 'eventsource-parser/stream';

/** A stream silent for longer than this is dead: the server sends a heartbeat far more often. */
const silenceMs = 45_000;

/**
 * The messages of an event stream, their data parsed; what is no JSON is passed over.
 *
 * Ends when the stream does, and throws when it breaks or falls silent.
 */
export async function* readEvents(
  open: (signal: AbortSignal) => Promise<Response>,
  signal: AbortSignal,
  onOpen: () => void = () => undefined,
): AsyncGenerator<{ type: string; data: unknown }> {
  const silence = new AbortController();
  const wait = () => setTimeout(() => silence.abort(), silenceMs);
  let timer = wait();
  try {
    const response = await open(AbortSignal.any([signal, silence.signal]));
    if (response.body === null) return;
    onOpen();
    const alive = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        clearTimeout(timer);
        timer = wait();
        controller.enqueue(chunk);
      },
    });
    const reader = response.body
      .pipeThrough(alive)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const data = parse(value.data);
      if (data !== undefined) yield { type: value.event ?? 'message', data };
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined; // another kind of message
  }
}
