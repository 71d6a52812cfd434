import { labels } from './box-body.ts';
import type { Daemon } from './daemon.ts';
import type { Facts } from './facts.ts';
import { isObject, type Json, type JsonObject, objectIn, parseObject, stringIn } from './parse.ts';
import { Refusal } from './refusal.ts';

export interface Boxes {
  /** The id of a box that this broker made, by its name or id. Another container is the same 404 as a missing one. */
  idOf(reference: string): Promise<string>;
  /** The boxes of one installation, or all of them. */
  list(installation?: string): Promise<JsonObject[]>;
  /** Holds one of the few places for a box while `make` makes it. */
  admit<T>(make: () => Promise<T>): Promise<T>;
}

/** The containers that bear the broker's label, which is on those alone that it made. */
export function createBoxes(daemon: Daemon, facts: () => Promise<Facts>, most: number): Boxes {
  let beingMade = 0;

  const list: Boxes['list'] = async (installation) => {
    const wanted = [`${labels.broker}=true`];
    if (installation !== undefined) wanted.push(`${labels.installation}=${installation}`);
    const filters = encodeURIComponent(JSON.stringify({ label: wanted }));
    const { api } = await facts();
    const path = `/${api}/containers/json?all=1&filters=${filters}`;
    const { status, text } = await daemon.ask({ method: 'GET', path });
    if (status !== 200)
      throw new Refusal(502, `The Docker daemon answered the list of boxes with ${status}.`);
    const said: Json = JSON.parse(text);
    return Array.isArray(said) ? said.filter(isObject) : [];
  };

  return {
    list,
    async idOf(reference) {
      const { api } = await facts();
      const { status, text } = await daemon.ask({
        method: 'GET',
        path: `/${api}/containers/${reference}/json`,
      });
      const missing = new Refusal(404, `No such container: ${reference}`);
      if (status === 404) throw missing;
      if (status !== 200)
        throw new Refusal(502, `The Docker daemon answered the look at a box with ${status}.`);
      const said = parseObject(text, 'a container');
      const id = stringIn(said, 'Id');
      const isOurs = stringIn(objectIn(objectIn(said, 'Config'), 'Labels'), labels.broker) === 'true';
      if (!isOurs || !/^[0-9a-f]{64}$/.test(id)) throw missing;
      return id;
    },
    async admit(make) {
      beingMade += 1;
      try {
        const there = (await list()).length;
        if (there + beingMade > most)
          throw new Refusal(
            429,
            `The broker holds ${most} boxes at most (BROKER_BOXES); wait until one ends.`,
          );
        return await make();
      } finally {
        beingMade -= 1;
      }
    },
  };
}
