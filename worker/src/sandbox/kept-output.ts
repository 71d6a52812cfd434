import { cleanText } from './clean-text.ts';

const keptChars = 64 * 1024;
const headChars = keptChars / 2;

/** Keeps the beginning and the end of a stream: what a program says first and what it says last matter most. */
export function createKeptOutput() {
  const decoder = new TextDecoder('utf-8');
  let head = '';
  let tail = '';
  let dropped = 0;

  const add = (text: string): string => {
    const room = headChars - head.length;
    head += text.slice(0, room);
    tail += text.slice(room);
    if (tail.length > 2 * headChars) {
      dropped += tail.length - headChars;
      tail = tail.slice(-headChars);
    }
    return text;
  };

  return {
    /** Decodes the next bytes (a character may span two chunks) and returns their text. */
    push: (bytes: Uint8Array): string => add(cleanText(decoder.decode(bytes, { stream: true }))),
    /** What the decoder still held when the stream ended. */
    end: (): string => add(cleanText(decoder.decode())),
    text: (): { text: string; truncated: boolean } => {
      const over = dropped + Math.max(0, tail.length - headChars);
      if (over === 0) return { text: head + tail, truncated: false };
      const marker = `\n… ${over} characters left out …\n`;
      return { text: cleanText(head + marker + tail.slice(-headChars)), truncated: true };
    },
  };
}
