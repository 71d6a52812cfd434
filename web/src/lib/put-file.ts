import type { Upload } from './shapes.ts';

/**
 * Sends a file straight to the object storage and reports the share that has left, 0..1.
 *
 * By XMLHttpRequest because fetch tells no upload progress. A 412 counts as done: the link signs "not there yet"
 * and exactly these bytes, so what is there already is this file.
 */
export function putFile(
  file: Blob,
  upload: Upload,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    request.open('PUT', upload.url);
    for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      const done = (request.status >= 200 && request.status < 300) || request.status === 412;
      if (done) resolve();
      else reject(new UploadFailed(`The storage refused the picture (status ${request.status}). Try again.`));
    };
    request.onerror = () =>
      reject(new UploadFailed('The upload was interrupted. Check the connection and try again.'));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

export class UploadFailed extends Error {
  override name = 'UploadFailed';
}
