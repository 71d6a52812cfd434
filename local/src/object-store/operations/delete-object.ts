import { answerEmpty, type Exchange, namedObject } from '../exchange.ts';

/** Deletes an object; one that is not there is deleted already. */
export async function deleteObject(exchange: Exchange): Promise<void> {
  const { bucket, key } = namedObject(exchange);
  await exchange.objects.remove(bucket, key);
  answerEmpty(exchange.response, 204);
}
