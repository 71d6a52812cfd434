import type { Upload } from '../shapes.ts';

/** A transfer on which nothing moves for so long is dead, such as after a change of network. */
const stalledMs = 20_000;

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
    const stop = () => request.abort();
    let timer = setTimeout(stop, stalledMs);
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, stalledMs);
    };
    request.open('PUT', upload.url);
    for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      moved();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const done = (request.status >= 200 && request.status < 300) || request.status === 412;
      if (done) resolve();
      else reject(new UploadFailed(request.status));
    };
    request.onerror = () => reject(new UploadFailed(0));
    request.onabort = () => reject(signal.aborted ? signal.reason : new UploadFailed(0));
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    signal.addEventListener('abort', stop, { once: true });
    request.send(file);
  });
}

/** The transfer did not end well; status 0 means that no answer came. */
export class UploadFailed extends Error {
  override name = 'UploadFailed';
  readonly status: number;

  constructor(status: number) {
    super(`The transfer ended with status ${status}.`);
    this.status = status;
  }
}
