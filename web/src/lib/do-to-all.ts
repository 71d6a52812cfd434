/** Does the same to many, a few at a time; what failed comes back with its error. */
export async function doToAll<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  atOnce = 4,
): Promise<{ done: Item[]; failed: { item: Item; error: unknown }[] }> {
  const done: Item[] = [];
  const failed: { item: Item; error: unknown }[] = [];
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      try {
        await act(item);
        done.push(item);
      } catch (error) {
        failed.push({ item, error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { done, failed };
}
