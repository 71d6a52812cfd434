import { Refusal } from './refusal.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** An object of JSON that a client sent, or a `Refusal`. */
export function parseObject(text: string, what: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, `The broker cannot read ${what}: it is not JSON.`);
  }
  if (!isObject(value)) throw new Refusal(400, `The broker cannot read ${what}: an object is wanted.`);
  return value;
}

/** An object inside another, or an empty one. */
export function objectIn(holder: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  return isObject(value) ? value : {};
}

export function stringIn(holder: JsonObject, name: string): string {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  return typeof value === 'string' ? value : '';
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
