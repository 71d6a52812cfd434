import { expect, test } from 'vitest';
import { crossOriginTests } from './conformance/cross-origin.ts';
import { downloadTests } from './conformance/downloads.ts';
import { listingTests } from './conformance/listing.ts';
import { oddKeyTests } from './conformance/odd-keys.ts';
import { signedRequestTests } from './conformance/signed-requests.ts';
import type { ComparedTarget } from './conformance/target.ts';
import { unknownCallTests } from './conformance/unknown-calls.ts';
import { uploadLinkTests } from './conformance/upload-links.ts';

/**
 * What every S3 store that Snaprun runs on must do: one suite for the store on disk, a real MinIO and versitygw.
 *
 * MinIO is the measure, word for word. versitygw is the second opinion: how it differs is in versitygw-differences.ts.
 *
 * The store on disk differs from MinIO on purpose in this only, and none of it is in the suite: calls that Snaprun does
 * not make (multipart, copies, versions, tags, ListObjects V1, DeleteBucket, signature version 2, signed chunks) are
 * NotImplemented or refused; a document type, CDATA or two keys in one Object are MalformedXML; and an upload that
 * names a key in its query and streams is refused, which MinIO stores without checking any signature.
 */
export function conformance(target: ComparedTarget): void {
  uploadLinkTests(target);
  downloadTests(target);
  signedRequestTests(target);
  listingTests(target);
  oddKeyTests(target);
  crossOriginTests(target);
  unknownCallTests(target);

  test('every known difference names a case of the suite', () => {
    expect(target.differences.unmet()).toEqual([]);
  });
}
