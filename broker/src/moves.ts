import { pass, send } from './answer.ts';
import { responseTo, wholeOf } from './daemon.ts';
import { parseObject, stringIn } from './parse.ts';
import type { Act, BrokerParts } from './parts.ts';
import { remakeBody } from './remake-body.ts';

export const create: Act = async ({ daemon, facts, boxes, terms }, { query }, body, response) => {
  const { api, cpus } = await facts();
  const { name = '' } = query;
  const made = remakeBody(body, name, { ...terms, cpus });
  const path = `/${api}/containers/create?name=${name}`;
  const answer = await boxes.admit(() => daemon.ask({ method: 'POST', path, body: made }));
  if (answer.status !== 201) return pass(response, answer);
  send(response, 201, { Id: stringIn(parseObject(answer.text, 'the answer'), 'Id'), Warnings: [] });
};

/** The head is answered as soon as the daemon watches, the exit code when the box is gone. */
export const wait: Act = async (parts, { subject }, _body, response, gone) => {
  const watching = watch(parts, subject, gone);
  parts.turns.note(subject, watching);
  const watched = await watching;
  if (watched.statusCode !== 200) return pass(response, await wholeOf(watched));
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const { StatusCode } = parseObject((await wholeOf(watched)).text, 'the end of a box');
  response.end(JSON.stringify({ StatusCode: typeof StatusCode === 'number' ? StatusCode : null }));
};

async function watch({ daemon, facts, boxes }: BrokerParts, subject: string, signal: AbortSignal) {
  const id = await boxes.idOf(subject);
  const path = `/${(await facts()).api}/containers/${id}/wait?condition=removed`;
  return responseTo(daemon.send({ method: 'POST', path, signal }));
}

/** After everything that was asked of the box before. */
export const start: Act = async (parts, asked, body, response, gone) => {
  await parts.turns.before(asked.subject);
  await move('POST', '/start')(parts, asked, body, response, gone);
};

export const kill = move('POST', '/kill?signal=SIGKILL');

export const remove = move('DELETE', '?force=1&v=1');

function move(method: 'POST' | 'DELETE', what: string): Act {
  return async ({ daemon, facts, boxes }, { subject }, _body, response) => {
    const id = await boxes.idOf(subject);
    const { api } = await facts();
    pass(response, await daemon.ask({ method, path: `/${api}/containers/${id}${what}` }));
  };
}
