import { announcedChecksum } from '../checksums.ts';
import { asS3Error, S3Error } from '../errors.ts';
import { answerXml, type Exchange } from '../exchange.ts';
import { checkKey, withoutLeadingSlash } from '../names.ts';
import { expectPayload, receiveText } from '../payload.ts';
import { header, type S3Request } from '../request.ts';
import { children, childText, element, parseXml } from '../xml.ts';

const maxKeys = 1000;
/** A thousand keys of 1,024 bytes, each byte written as a character reference. */
const maxBodyBytes = 8 * 2 ** 20;

/** Deletes up to a thousand objects and says for each what became of it. */
export async function deleteObjects({ request, response, objects, signed }: Exchange): Promise<void> {
  if (!hasContentMd5(request) && announcedChecksum(request) === null) throw new S3Error('missingContentMd5');
  const expected = expectPayload(request, signed);
  if (expected.bytes === 0) throw new S3Error('missingContentLength');
  const root = parseXml(await receiveText(request, response, expected, maxBodyBytes));
  const named = children(root, 'Object').map((object) => childText(object, 'Key'));
  if (named.length === 0 || named.length > maxKeys) throw new S3Error('malformedXml');
  if (!objects.hasBucket(request.bucket)) throw new S3Error('noSuchBucket');

  const quiet = /^(1|t|true)$/i.test(childText(root, 'Quiet') ?? '');
  const results = [];
  for (const key of new Set(named.map((name) => withoutLeadingSlash(name ?? '')))) {
    try {
      checkKey(key);
      await objects.remove(request.bucket, key);
      if (!quiet) results.push(element('Deleted', [element('Key', key)]));
    } catch (error) {
      const { code, message } = asS3Error(error);
      results.push(
        element('Error', [element('Code', code), element('Message', message), element('Key', key)]),
      );
    }
  }
  answerXml(response, 200, element('DeleteResult', results));
}

/** Empty counts as left out, unlike in an upload: so does MinIO. */
function hasContentMd5(request: S3Request): boolean {
  return header(request, 'content-md5') !== '';
}
