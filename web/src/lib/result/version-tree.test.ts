import { expect, test } from 'vitest';
import type { Job } from '../shapes.ts';
import { loadVersions, type Version } from './version-tree.ts';

const job = (id: string, parentId: string | null) => ({ id, parentId }) as Job;
const jobs = [job('a', null), job('b', 'a'), job('c', 'a'), job('d', 'b'), job('e', 'gone')];
const edges = {
  getJob: async (id: string) => {
    const found = jobs.find((one) => one.id === id);
    if (!found) throw new Error('There is no such job.');
    return found;
  },
  // Newest first, as the api tells them.
  listChildren: async (id: string) => jobs.filter(({ parentId }) => parentId === id).reverse(),
};
const shape = ({ job: { id }, children }: Version): unknown => [id, ...children.map(shape)];
const from = async (id: string) => loadVersions(await edges.getJob(id), edges, new AbortController().signal);

test('the whole tree is found from any of its versions, older ones first', async () => {
  const whole = ['a', ['b', ['d']], ['c']];
  expect(shape(await from('a'))).toEqual(whole);
  expect(shape(await from('d'))).toEqual(whole);
});

test('where the parent was deleted the tree begins with the job itself', async () => {
  expect(shape(await from('e'))).toEqual(['e']);
});
