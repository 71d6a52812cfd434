import { S3Error } from '../errors.ts';
import { answerEmpty, type Exchange } from '../exchange.ts';

/** Says whether the bucket is there. */
export async function headBucket({ request, response, objects }: Exchange): Promise<void> {
  if (!objects.hasBucket(request.bucket)) throw new S3Error('noSuchBucket');
  answerEmpty(response, 200);
}
