import { S3Error } from '../errors.ts';
import { answerEmpty, type Exchange } from '../exchange.ts';
import { expectPayload, receiveText } from '../payload.ts';
import { childText, parseXml } from '../xml.ts';

const maxBodyBytes = 64 * 1024;

/** Creates a bucket, in the store's own region only. */
export async function createBucket({ request, response, objects, signed, region }: Exchange): Promise<void> {
  const text = await receiveText(request, response, expectPayload(request, signed), maxBodyBytes);
  const wanted = text === '' ? undefined : childText(parseXml(text), 'LocationConstraint');
  if (wanted !== undefined && wanted !== '' && wanted !== region) throw new S3Error('invalidRegion');
  if (!(await objects.createBucket(request.bucket))) throw new S3Error('bucketExists');
  response.setHeader('Location', `/${request.bucket}`);
  answerEmpty(response, 200);
}
