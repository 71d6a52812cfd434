import { emptyCheckpoint, MemorySaver } from '@langchain/langgraph';
import { expect, test } from 'vitest';
import { watchCheckpoints } from './watch-checkpoints.ts';

test('once closed nothing is stored, and what was on its way has arrived', async () => {
  const store = new MemorySaver();
  const { saver, close } = watchCheckpoints(store, async () => true);
  const config = { configurable: { thread_id: 'job_b', checkpoint_ns: '' } };
  const facts = { source: 'loop', step: 1, parents: {} } as const;
  await saver.put(config, { ...emptyCheckpoint(), id: '1' }, facts, {});
  await close();
  await saver.put(config, { ...emptyCheckpoint(), id: '2' }, facts, {});
  expect((await store.getTuple(config))?.checkpoint.id).toBe('1');
});

test('a claim that is lost stores neither a checkpoint nor an answer', async () => {
  const store = new MemorySaver();
  let held = true;
  const { saver, settled } = watchCheckpoints(store, async () => held);
  const config = { configurable: { thread_id: 'job_a', checkpoint_ns: '' } };
  const first = await saver.put(
    config,
    { ...emptyCheckpoint(), id: '1' },
    { source: 'loop', step: 1, parents: {} },
    {},
  );
  await saver.putWrites(first, [['answer', 'kept']], 'task');
  held = false;
  const second = await saver.put(
    first,
    { ...emptyCheckpoint(), id: '2' },
    { source: 'loop', step: 2, parents: {} },
    {},
  );
  await saver.putWrites(first, [['answer', 'late']], 'other');
  await settled();
  expect(second.configurable).toMatchObject({ thread_id: 'job_a', checkpoint_id: '2' });
  const kept = await store.getTuple(config);
  expect(kept?.checkpoint.id).toBe('1');
  expect(kept?.pendingWrites).toEqual([['task', 'answer', 'kept']]);
});
