import { expect, test } from 'vitest';
import { sharedTexts } from './shared-texts.ts';

const file = (name: string, bytes = 10) => ({
  ...{ name, bytes, mediaType: 'text/plain', width: null, height: null },
  url: `http://store.test/${name}`,
});

test('answer and numbers come as plain text; what is large, another file or away is left out', async () => {
  const asked: string[] = [];
  const get = async (input: unknown) => {
    asked.push(String(input));
    if (String(input).endsWith('data.csv')) throw new TypeError('away');
    return new Response('**17**\u001b[31m');
  };
  const files = [file('answer.md'), file('data.csv'), file('figure.png')];
  expect(await sharedTexts(files, get as typeof fetch)).toEqual({ 'answer.md': '**17**' });
  expect(await sharedTexts([file('answer.md', 1e9)], get as typeof fetch)).toEqual({});
  expect(asked).toEqual(['http://store.test/answer.md', 'http://store.test/data.csv']);
});
