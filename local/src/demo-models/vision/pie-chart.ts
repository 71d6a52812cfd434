import type { Panel } from '@snaprun/core/spec';
import { nameColors } from './chart-scene.ts';
import { type Disc, findDisc, type Slice, slicesOf } from './disc.ts';
import type { LegendEntry } from './legend.ts';
import { cleanText, mendSiblings } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import { isBeside, sampleBeside, textsAround, titleOf } from './pie-texts.ts';
import { paintOver, type Raster, type Rgb, toHex } from './pixels.ts';
import { emptyPanel, round } from './spec-parts.ts';
import type { TextLine } from './text-lines.ts';
import { readText } from './ticks.ts';

/** A text beside the pie: the name of a slice, its share, or both. */
interface Label {
  line: TextLine;
  name: string | null;
  percent: number | null;
  confidence: number;
}

const mostSlices = 14;

/** Reads a pie or ring chart, shares in percent from its angles and labels; null when the picture holds none. */
export async function readPie(raster: Raster, page: Rgb, ocr: Ocr): Promise<Panel | null> {
  const disc = findDisc(raster, page);
  if (!disc) return null;
  const slices = slicesOf(raster, disc);
  if (slices.length < 2 || slices.length > mostSlices) return null;
  const lines = textsAround(raster, page, disc, slices);
  const legend = lines.flatMap((line) => sampleBeside(raster, disc, slices, line, lines) ?? []);
  const taken = new Set(legend.map((entry) => entry.line));
  const names = await readNames(raster, page, legend, ocr);
  const free = lines.filter((line) => !taken.has(line));
  const title = titleOf(free, disc);
  const labels: Label[] = [];
  for (const line of free.filter((one) => one !== title && isBeside(one, disc)).slice(0, 40))
    labels.push(await readLabel(raster, line, ocr));
  const percents = assign(
    slices,
    labels.filter((l) => l.percent !== null),
    disc,
  );
  const named = assign(
    slices,
    labels.filter((l) => l.name !== null),
    disc,
  );
  const byColor = nameColors(
    slices.map((s) => s.color),
    names,
  );
  let known = 0;
  let doubt = 1;
  const read = slices.map((slice, i) => {
    const name = byColor[i] ?? named[i]?.name ?? null;
    if (name !== null) known++;
    if (byColor[i] === null || byColor[i] === undefined) doubt = Math.min(doubt, named[i]?.confidence ?? 1);
    const measured = 100 * slice.share;
    const written = percents[i]?.percent ?? null;
    const y =
      written !== null && Math.abs(written - measured) < 2.5 ? written : Math.round(measured * 10) / 10;
    return { text: name ?? '', y };
  });
  // A disc without a word beside it may be anything.
  if (known === 0 && percents.every((label) => label === null)) return null;
  mendSiblings(read.filter(({ text }) => text !== ''));
  const points = read.map(({ text, y }, i) => ({ x: text.slice(0, 120) || `Slice ${i + 1}`, y }));
  const confidence = round(0.96 * (known / slices.length) ** 2 * (doubt < 0.55 ? 0.45 : 1));
  return {
    ...emptyPanel('pie', confidence),
    title: title ? cleanText((await readText(raster, title, ocr)).text, 300) || null : null,
    series: [{ name: null, color: slices[0] ? toHex(slices[0].color) : null, points, confidence }],
  };
}

async function readNames(raster: Raster, page: Rgb, legend: LegendEntry[], ocr: Ocr) {
  const names: { name: string; color: Rgb }[] = [];
  // The edge of a sample beside its name would be read as a letter.
  const samples = legend.map(({ swatch, line }) => ({
    left: Math.max(0, swatch.left - 2),
    right: Math.min(swatch.right + 2, line.left - 1),
    top: Math.max(0, line.top - 2),
    bottom: Math.min(raster.height, line.bottom + 2),
  }));
  const written = paintOver(raster, samples, page);
  for (const { line, color } of legend.slice(0, mostSlices)) {
    const read = await readText(written, line, ocr);
    const name = cleanText(read.text).replace(/^[^\p{L}\p{N}]+/u, '');
    if (/[\p{L}\p{N}]/u.test(name)) names.push({ name, color });
  }
  return names;
}

async function readLabel(raster: Raster, line: TextLine, ocr: Ocr): Promise<Label> {
  const read = await readText(raster, line, ocr);
  const text = cleanText(read.text);
  const match = /^(.*?)[:\s(]*(\d{1,3}(?:[.,]\d{1,2})?)\s?%\)?$/.exec(text);
  const name = cleanText(match ? (match[1] ?? '') : text).replace(/[^\p{L}\p{N})]+$/u, '');
  const isName = /\p{L}/u.test(name) || (match === null && /^\d+$/.test(name));
  return {
    line,
    name: isName ? name : null,
    percent: match ? Number((match[2] ?? '').replace(',', '.')) : null,
    confidence: read.confidence,
  };
}

/** The label nearest to where that of each slice is expected, one to one. */
function assign(slices: Slice[], labels: Label[], disc: Disc): (Label | null)[] {
  const pairs = slices.flatMap((slice, i) => {
    const angle = 2 * Math.PI * (slice.from + slice.share / 2);
    const x = disc.x + 1.15 * disc.radius * Math.sin(angle);
    const y = disc.y - 1.15 * disc.radius * Math.cos(angle);
    return labels.map((label) => {
      const { left, right, top, bottom } = label.line;
      const isSameSide = (left + right) / 2 - disc.x > 0 === x - disc.x > 0;
      // Leader lines run sideways: there the height tells, on the other side the whole distance.
      const aside = Math.max(0, left - x, x - right);
      const off = Math.abs((top + bottom) / 2 - y) + (isSameSide ? 0.15 * aside : aside);
      return { i, label, off };
    });
  });
  const found: (Label | null)[] = slices.map(() => null);
  const used = new Set<Label>();
  for (const { i, label, off } of pairs.sort((a, b) => a.off - b.off)) {
    if (found[i] || used.has(label) || off > disc.radius) continue;
    found[i] = label;
    used.add(label);
  }
  return found;
}
