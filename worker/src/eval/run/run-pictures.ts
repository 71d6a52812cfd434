import { type Picture, planPicture } from '../pictures/draw-picture.ts';
import type { PictureOrder } from '../pictures/picture-list.ts';
import type { Case } from './case.ts';
import type { OutputFolder } from './output-folder.ts';

export interface RunOptions {
  orders: readonly PictureOrder[];
  folder: OutputFolder;
  concurrency: number;
  draw: (order: PictureOrder) => Promise<Picture>;
  run: (picture: Picture) => Promise<{ facts: Case; figure: Uint8Array | null }>;
  say: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Runs what was not run before, some at a time, and keeps each at once; when the signal fires it ends with what is
 * under way and returns what there is. Throws the first trouble of ours, once the others have ended.
 */
export async function runPictures(options: RunOptions): Promise<Map<string, Case>> {
  const { orders, folder, say, signal } = options;
  const cases = new Map<string, Case>();
  for (const { id } of orders) {
    const before = await folder.find(id);
    if (before) cases.set(id, before);
  }
  if (cases.size > 0) say(`${cases.size} of ${orders.length} pictures were run before.`);
  const left = orders.filter(({ id }) => !cases.has(id));
  let done = cases.size;
  const lane = async () => {
    for (let order = left.shift(); order !== undefined; order = left.shift()) {
      if (signal.aborted) return;
      const picture = await options.draw(order);
      await folder.write(pictureName(order), picture.bytes);
      const { facts, figure } = await options.run(picture);
      if (figure) await folder.write(`figures/${order.id}.png`, figure);
      await folder.keep(facts);
      cases.set(order.id, facts);
      done += 1;
      say(
        `${String(done).padStart(3)}/${orders.length} ${order.id}: ${facts.outcome ?? facts.status} in ${(facts.wallMs / 1000).toFixed(1)} s`,
      );
    }
  };
  const stopOthers = (error: unknown) => {
    left.length = 0;
    throw error;
  };
  const lanes = Array.from({ length: options.concurrency }, () => lane().catch(stopOthers));
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
  return cases;
}

export function pictureName(order: PictureOrder): string {
  return `pictures/${order.id}.${planPicture(order).damage ? 'jpg' : 'png'}`;
}
