import { ApiError } from './api-error.ts';

/** The bytes of a base64 data URL; any other address is refused, as the servers in production refuse it. */
export function decodeDataUrl(url: string): Uint8Array {
  const match = /^data:image\/(?:png|jpe?g);base64,([A-Za-z0-9+/]+={0,2})$/.exec(url);
  if (!match?.[1]) {
    throw new ApiError(
      400,
      `The URL must be a data URL of a PNG or JPEG in base64 (data:image/png;base64,…), not ${JSON.stringify(url.slice(0, 40))}.`,
    );
  }
  return Buffer.from(match[1], 'base64');
}
