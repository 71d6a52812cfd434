import { crossOriginTests } from './conformance/cross-origin.ts';
import { downloadTests } from './conformance/downloads.ts';
import { listingTests } from './conformance/listing.ts';
import { oddKeyTests } from './conformance/odd-keys.ts';
import { signedRequestTests } from './conformance/signed-requests.ts';
import type { Target } from './conformance/target.ts';
import { uploadLinkTests } from './conformance/upload-links.ts';

/** What every S3 store that Snaprun runs on must do: one suite for the store on disk and for a real MinIO. */
export function conformance(target: Target): void {
  uploadLinkTests(target);
  downloadTests(target);
  signedRequestTests(target);
  listingTests(target);
  oddKeyTests(target);
  crossOriginTests(target);
}
