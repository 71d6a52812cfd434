import { render } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import MarkdownView from './MarkdownView.svelte';

const shown = (source: string) => render(MarkdownView, { source }).container;

test('headings, lists, tables and emphasis become elements of ours', () => {
  const page = shown('# Title\n\n- one **bold**\n- `two`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n');
  expect(page.querySelector('h3')?.textContent).toBe('Title');
  expect([...page.querySelectorAll('li')].map((li) => li.textContent?.trim())).toEqual(['one bold', 'two']);
  expect(page.querySelector('strong')?.textContent).toBe('bold');
  expect([...page.querySelectorAll('td')].map((td) => td.textContent)).toEqual(['1', '2']);
});

test('HTML in it stays words', () => {
  const page = shown('<img src=x onerror=alert(1)>\n\nHi <script>alert(1)</script> <b onclick=x>there</b>\n');
  expect(page.querySelectorAll('img, script, b')).toHaveLength(0);
  expect(page.textContent).toContain('<script>alert(1)</script>');
});

test('only web and mail links can be followed, and no picture is fetched', () => {
  const page = shown(
    '[a](https://example.com/x) [b](javascript:alert(1)) [c](data:text/html,x) ![d](https://example.com/p.png) <mailto:a@b.example>',
  );
  expect([...page.querySelectorAll('a')].map((a) => a.getAttribute('href'))).toEqual([
    'https://example.com/x',
    'mailto:a@b.example',
  ]);
  expect(page.querySelector('img')).toBeNull();
  expect(page.textContent).toContain('b');
});
