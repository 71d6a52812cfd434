import { send } from './answer.ts';
import { labels } from './box-body.ts';
import { type Json, objectIn, parseObject, stringIn } from './parse.ts';
import type { Act } from './parts.ts';
import { Refusal } from './refusal.ts';

/** Seconds that a box may have lived for its events to be looked at; longer than any program runs. */
const longestSpan = 24 * 60 * 60;
const futureMs = 10_000;
const word = /^[\w.-]{1,64}$/;
const boxName = /^snaprun-[0-9a-f-]{36}$/;

export const ping: Act = async ({ daemon }, _asked, _body, response) => {
  const { status } = await daemon.ask({ method: 'GET', path: '/_ping' });
  response.statusCode = status === 200 ? 200 : 502;
  response.end(status === 200 ? 'OK' : '');
};

export const version: Act = async ({ facts }, _asked, _body, response) =>
  send(response, 200, (await facts(true)).version);

export const info: Act = async ({ facts }, _asked, _body, response) =>
  send(response, 200, (await facts()).info);

/** The one image, and of it what tells whether it is the right one. */
export const image: Act = async ({ daemon, facts, terms }, { subject }, _body, response) => {
  if (subject !== terms.image) throw new Refusal(403, `The broker knows the image ${terms.image} alone.`);
  const { api } = await facts();
  const { status, text } = await daemon.ask({ method: 'GET', path: `/${api}/images/${subject}/json` });
  if (status !== 200) return send(response, status, { message: `No such image: ${subject}` });
  const said = parseObject(text, 'an image');
  const Labels = objectIn(objectIn(said, 'Config'), 'Labels');
  send(response, 200, { Id: stringIn(said, 'Id'), Config: { Labels } });
};

/** The boxes of one installation. */
export const list: Act = async ({ boxes }, { query }, _body, response) => {
  const [only = '', ...others] = filtersIn(query, ['label']).label ?? [];
  const [label, installation = ''] = only.split('=');
  if (others.length > 0 || label !== labels.installation || !word.test(installation))
    throw new Refusal(403, `The broker lists by the label ${labels.installation} alone.`);
  const told = (await boxes.list(installation)).map((box) => ({
    Id: stringIn(box, 'Id'),
    State: stringIn(box, 'State'),
    Labels: objectIn(box, 'Labels'),
  }));
  send(response, 200, told);
};

/** Whether one box ran out of memory. */
export const events: Act = async ({ daemon, facts }, { query }, _body, response, gone) => {
  const { type, event, container } = filtersIn(query, ['type', 'event', 'container']);
  const [name = '', ...others] = container ?? [];
  const { since = '', until = '' } = query;
  if (`${type}` !== 'container' || `${event}` !== 'oom' || others.length > 0 || !boxName.test(name))
    throw new Refusal(403, 'The broker tells of one box whether it ran out of memory, and nothing else.');
  const span = Number(until) - Number(since);
  if (!(span >= 0 && span <= longestSpan && Number(until) * 1000 <= Date.now() + futureMs))
    throw new Refusal(403, 'The broker does not look at events over so long a time.');
  const filters = JSON.stringify({
    ...{ type: ['container'], event: ['oom'], container: [name] },
    label: [`${labels.broker}=true`],
  });
  const { api } = await facts();
  const path = `/${api}/events?since=${since}&until=${until}&filters=${encodeURIComponent(filters)}`;
  const { status, text } = await daemon.ask({ method: 'GET', path, signal: gone });
  if (status !== 200)
    throw new Refusal(502, `The Docker daemon answered the question for events with ${status}.`);
  response.end(text.trim() === '' ? '' : `${JSON.stringify({ Action: 'oom', id: name })}\n`);
};

function filtersIn(query: Record<string, string>, allowed: string[]): Record<string, string[]> {
  const said = parseObject(query.filters ?? '', 'the filters');
  const lists = Object.entries(said).map(([name, value]): [string, string[]] => {
    if (!allowed.includes(name) || !isStrings(value))
      throw new Refusal(403, 'The broker does not let through filters of other kinds.');
    return [name, value];
  });
  return Object.fromEntries(lists);
}

function isStrings(value: Json): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
