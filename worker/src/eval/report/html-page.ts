import sharp from 'sharp';
import { planPicture } from '../pictures/draw-picture.ts';
import type { OutputFolder } from '../run/output-folder.ts';
import { pictureName } from '../run/run-pictures.ts';
import { differencesOf } from './differences.ts';
import type { Scored } from './rows.ts';

/** One page that needs nothing else: every source beside its result and what differs, worst first. */
export async function htmlPage(
  report: string,
  all: readonly Scored[],
  folder: OutputFolder,
): Promise<string> {
  const sorted = all.toSorted((a, b) => a.row.resultF1At5 - b.row.resultF1At5);
  const cards: string[] = [];
  for (const one of sorted) cards.push(await card(one, folder));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Snaprun evaluation</title>
<meta name="viewport" content="width=device-width">
<style>
body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem;max-width:1300px;color:#222;background:#fff}
pre{background:#f5f5f5;padding:1rem;overflow:auto}
article{border-top:1px solid #ccc;padding:.8rem 0;display:grid;grid-template-columns:380px 380px 1fr;gap:1rem}
article h2{font-size:1rem;grid-column:1/-1;margin:0}img{max-width:100%;border:1px solid #ddd}
table{border-collapse:collapse;font-size:12px}td,th{padding:.1rem .5rem;border:1px solid #ddd;text-align:left}
.bad{color:#b00020}.good{color:#166534}figure{margin:0}figcaption{color:#666;font-size:12px}
</style></head><body><h1>Evaluation</h1><pre>${escaped(report)}</pre>
${cards.join('\n')}
</body></html>
`;
}

async function card({ order, facts, row }: Scored, folder: OutputFolder): Promise<string> {
  const { truth } = planPicture(order);
  const source = await folder.read(pictureName(order));
  const result = await folder.read(`figures/${order.id}.png`);
  const differences = differencesOf(truth, facts);
  const seen = `read as ${row.readKind ?? 'nothing'}, confidence ${facts.read?.panels[0]?.confidence ?? '-'}`;
  return `<article id="${order.id}"><h2 class="${row.resultF1At5 < 0.5 ? 'bad' : row.resultF1At5 > 0.9 ? 'good' : ''}">${order.id}: ${escaped(row.outcome ?? facts.status)}, F1@5% ${row.resultF1At5.toFixed(2)}, reading ${row.readF1At5.toFixed(2)}</h2>
<figure>${await image(source)}<figcaption>source</figcaption></figure>
<figure>${await image(result)}<figcaption>result; ${escaped(seen)}${facts.error ? `; ${escaped(facts.error)}` : ''}</figcaption></figure>
<div>${differences.length === 0 ? 'No differences.' : table(differences)}${notes(facts.read?.notes ?? [])}</div></article>`;
}

async function image(bytes: Uint8Array | null): Promise<string> {
  if (bytes === null) return '<p>none</p>';
  const small = await sharp(bytes)
    .resize({ width: 380, height: 320, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 60 })
    .toBuffer();
  return `<img alt="" src="data:image/webp;base64,${small.toString('base64')}">`;
}

function table(rows: readonly { at: string; wanted: string; got: string }[]): string {
  const lines = rows
    .slice(0, 12)
    .map(({ at, wanted, got }) => `<tr><td>${escaped(at)}<td>${escaped(wanted)}<td>${escaped(got)}`);
  const more = rows.length > 12 ? `<p>and ${rows.length - 12} more</p>` : '';
  return `<table><tr><th>where<th>truth<th>read${lines.join('')}</table>${more}`;
}

function notes(all: readonly string[]): string {
  return all.length === 0 ? '' : `<ul>${all.map((note) => `<li>${escaped(note)}</li>`).join('')}</ul>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
