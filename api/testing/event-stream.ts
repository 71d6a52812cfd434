import type { JobEvent } from '@snaprun/core/events';

export interface Message {
  id: string;
  event: string;
  data: JobEvent;
}

/** Reads server-sent events one by one; null at the end. Comments are counted in `comments`. */
export function readEvents(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('The response has no body.');
  let text = '';
  const stream = {
    comments: 0,
    /** Waits for one more comment; what came before it stays to be read by `next`. */
    async hello(): Promise<void> {
      for (let at = text.search(/^:.*\n\n/m); ; at = text.search(/^:.*\n\n/m)) {
        if (at >= 0) {
          text = text.slice(0, at) + text.slice(text.indexOf('\n\n', at) + 2);
          return;
        }
        const { done, value } = await reader.read();
        if (done) throw new Error('The stream ended.');
        text += value;
      }
    },
    async next(): Promise<Message | null> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { done, value } = await reader.read();
          if (done) return null;
          text += value;
          continue;
        }
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        if (lines.every((line) => line.startsWith(':'))) {
          stream.comments += 1;
          continue;
        }
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
        return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) };
      }
    },
    async rest(): Promise<Message[]> {
      const messages: Message[] = [];
      for (let next = await stream.next(); next !== null; next = await stream.next()) messages.push(next);
      return messages;
    },
    cancel: () => reader.cancel(),
  };
  return stream;
}
