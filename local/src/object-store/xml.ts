import { XMLParser } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Entities are decoded by decodeEntities below: the parser would drop or expand some.
  processEntities: false,
  cdataPropName: '#cdata',
  maxNestedTags: 8,
});

/** The root element's content as nested records of strings, whatever its name; throws MalformedXML. */
export function parseXml(text: string): XmlNode {
  // No S3 client sends a document type, and what could be declared in one is only ever an attack.
  if (/<!DOCTYPE/i.test(text)) throw new S3Error('malformedXml');
  let parsed: Record<string, XmlNode>;
  try {
    parsed = parser.parse(text, true) as Record<string, XmlNode>;
  } catch (error) {
    throw new S3Error('malformedXml', { cause: error });
  }
  const found = Object.entries(parsed).find(([name]) => !name.startsWith('?'));
  if (found === undefined) throw new S3Error('malformedXml');
  return found[1];
}

/** The children with this name, none, one or many. */
export function children(node: XmlNode, name: string): XmlNode[] {
  const found = typeof node === 'string' ? undefined : node[name];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** The text of the only child with this name, entities decoded; undefined when there is none. */
export function childText(node: XmlNode, name: string): string | undefined {
  const [first, ...more] = children(node, name);
  if (first === undefined) return undefined;
  if (typeof first !== 'string' || more.length > 0) throw new S3Error('malformedXml');
  return decodeEntities(first);
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));|&/gi, (_whole, hex, decimal, name) => {
    if (name !== undefined && Object.hasOwn(named, name)) return named[name] ?? '';
    const point = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    // Half a surrogate pair would make two different names look the same once they are UTF-8.
    if (!(point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff)) throw new S3Error('malformedXml');
    return String.fromCodePoint(point);
  });
}

type Content = string | number | boolean | Element | undefined | readonly Element[];

/** An XML element; text is escaped, undefined children are left out. */
export interface Element {
  name: string;
  content: Content;
}

export function element(name: string, content: Content): Element {
  return { name, content };
}

/** The whole document; results are in the namespace of S3, errors in none. */
export function renderXml(root: Element): string {
  const namespace = root.name === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  const body = render(root).replace(`<${root.name}`, `<${root.name}${namespace}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

function render({ name, content }: Element): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return `<${name}>${content.map(render).join('')}</${name}>`;
  if (typeof content === 'object') return `<${name}>${render(content as Element)}</${name}>`;
  return `<${name}>${escapeText(String(content))}</${name}>`;
}

function escapeText(text: string): string {
  // Control characters are written as references: a name may hold them, and a bare CR would be read back as LF.
  return text.replace(/[&<>"'\p{Cc}]/gu, (c) => `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`);
}
