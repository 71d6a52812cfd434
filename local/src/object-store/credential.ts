import { S3Error } from './errors.ts';

/** Who signed, and for what: the scope of a Signature Version 4 key. */
export interface Credential {
  accessKeyId: string;
  date: string;
  region: string;
  scope: string;
}

/** Reads `ACCESS-KEY/yyyyMMdd/REGION/s3/aws4_request` and checks that it is meant for this store. */
export function parseCredential(text: string, region: string): Credential {
  const parts = text.trim().replace(/\/+$/, '').split('/');
  if (parts.length < 5) throw new S3Error('credentialMalformed');
  const [date = '', credentialRegion = '', service = '', version = ''] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (accessKeyId.length < 3) throw new S3Error('invalidAccessKey');
  if (!isCalendarDate(date)) throw new S3Error('credentialDateMalformed');
  if (credentialRegion !== region) throw new S3Error('regionMalformed');
  if (service !== 's3') throw new S3Error('serviceInvalid');
  if (version !== 'aws4_request') throw new S3Error('credentialVersionInvalid');
  return { accessKeyId, date, region, scope: `${date}/${region}/${service}/${version}` };
}

export interface AuthorizationHeader {
  credential: Credential;
  signedHeaders: string[];
  signature: string;
}

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
export function parseAuthorization(text: string, region: string): AuthorizationHeader {
  const fields = text
    .slice('AWS4-HMAC-SHA256'.length)
    .split(',')
    .map((field) => field.trim());
  if (fields.length !== 3) throw new S3Error('missingFields');
  const [credential = '', signedHeaders = '', signature = ''] = fields;
  return {
    credential: parseCredential(field(credential, 'Credential', 'credentialTagMissing'), region),
    signedHeaders: splitSignedHeaders(field(signedHeaders, 'SignedHeaders', 'signedHeadersTagMissing')),
    signature: field(signature, 'Signature', 'signatureTagMissing'),
  };
}

export function splitSignedHeaders(text: string): string[] {
  if (text === '' || text.includes('=')) throw new S3Error('missingFields');
  return text.split(';');
}

/** `yyyyMMddTHHmmssZ` as a time in ms, or null. */
export function parseAmzDate(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : at;
}

function field(
  text: string,
  name: string,
  missing: 'credentialTagMissing' | 'signedHeadersTagMissing' | 'signatureTagMissing',
): string {
  const equals = text.indexOf('=');
  if (equals === -1) throw new S3Error('missingFields');
  if (text.slice(0, equals) !== name) throw new S3Error(missing);
  const value = text.slice(equals + 1);
  if (value === '') throw new S3Error('missingFields');
  return value;
}

function isCalendarDate(text: string): boolean {
  return /^\d{8}$/.test(text) && parseAmzDate(`${text}T000000Z`) !== null;
}
