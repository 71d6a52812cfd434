import { type BoxChoice, type BoxTerms, boxBody, labels } from './box-body.ts';
import { firstDifference } from './first-difference.ts';
import { type JsonObject, objectIn, parseObject, stringIn } from './parse.ts';
import { Refusal } from './refusal.ts';

/** Whose a box is: a word that can stand in a label and in a log. */
const word = /^[\w.-]{1,64}$/;

/**
 * The settings that the daemon is sent in place of a client's, or a `Refusal` that names what the client asked for
 * beyond them.
 *
 * What goes on is made of the broker's constants. That the client's own is compared with it, and not just thrown
 * away, tells a worker that was changed or broken into from one that works.
 */
export function remakeBody(text: string, name: string, terms: BoxTerms): JsonObject {
  const asked = parseObject(text, 'the settings of the container');
  const made = boxBody(choiceIn(asked), terms);
  const { Labels: _ours, ...rest } = made;
  // dockerode repeats the name, which the daemon takes from the address alone.
  const { Labels: _theirs, name: repeated = name, ...wanted } = asked;
  const different = repeated === name ? firstDifference(wanted, rest) : 'name';
  if (different)
    throw new Refusal(403, `The broker makes sandboxes only: ${different} is not as it makes them.`);
  return made;
}

function choiceIn(asked: JsonObject): BoxChoice {
  const said = objectIn(asked, 'Labels');
  const known: string[] = [labels.worker, labels.created, labels.installation];
  const stranger = Object.keys(said).find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new Refusal(403, 'The broker does not let through labels of other kinds.');
  const worker = stringIn(said, labels.worker);
  const installation = stringIn(said, labels.installation);
  if (!word.test(worker) || !word.test(installation))
    throw new Refusal(403, `The broker wants the labels ${labels.worker} and ${labels.installation}.`);
  return { isCold: 'Cmd' in asked, worker, installation };
}
