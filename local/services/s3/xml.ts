import { ServiceError } from '../../gateway/errors';

/** Content of an element by child name, in order; an array repeats the child, undefined leaves it out. */
export interface Xml {
  [name: string]: string | number | boolean | Xml | Xml[] | string[] | undefined;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A document of S3's namespace; errors have none. */
export const document = (root: string, content: Xml | string, namespace = true): string =>
  `${DECLARATION}<${root}${namespace ? ` xmlns="${NAMESPACE}"` : ''}>${inner(content)}</${root}>`;

function inner(content: Xml[string]): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escaped(String(content));
  let text = '';
  for (const [name, value] of Object.entries(content)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) text += `<${name}>${inner(one)}</${name}>`;
  }
  return text;
}

/** Control characters as references, since an object key may hold them. */
const escaped = (text: string) =>
  text.replace(/[<>&"'\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);

/** An element that was read: its own text and its child elements in order. */
export interface Element {
  name: string;
  text: string;
  children: Element[];
}

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)[^<>]*?(\/?)>|([^<]+)/gy;

/** Reads the small documents that S3 takes. @throws MalformedXML; a DOCTYPE is malformed too. */
export function parse(text: string): Element {
  const top: Element = { name: '', text: '', children: [] };
  const open = [top];
  let end = 0;
  for (const token of text.trim().matchAll(TOKEN)) {
    end = token.index + token[0].length;
    const [, closing, name, empty, content] = token;
    const current = open.at(-1)!;
    if (content !== undefined) current.text += unescaped(content);
    else if (closing) {
      if (open.length < 2 || current.name !== name) throw malformed();
      open.pop();
    } else if (name !== undefined) {
      const element: Element = { name, text: '', children: [] };
      current.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (end !== text.trim().length || open.length > 1 || top.children.length !== 1) throw malformed();
  return top.children[0]!;
}

export const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);

export const textOf = (element: Element, name: string): string | undefined =>
  childrenOf(element, name)[0]?.text;

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescaped = (text: string) =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const point = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

const malformed = () => new ServiceError('MalformedXML', 'The XML you provided was not well-formed.');
