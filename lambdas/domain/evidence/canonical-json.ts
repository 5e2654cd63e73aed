const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Canonical JSON (RFC 8785): names sorted by UTF-16 code unit, no white space, numbers and strings as ECMAScript
 * writes them. The same value gives the same bytes on every machine, so a hash of it can be checked by anyone.
 * Members that are `undefined` are left out, as JSON.stringify does.
 *
 * @throws TypeError on what JSON cannot say: NaN, infinities, functions, a lone surrogate.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return stringText(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') return objectText(value as Record<string, unknown>);
  throw new TypeError(`canonical JSON has no ${typeof value}`);
}

function objectText(value: Record<string, unknown>): string {
  // dates, maps and byte arrays have a tag of their own
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw new TypeError('canonical JSON takes plain objects only');
  }
  const members = Object.keys(value)
    .sort()
    .filter((name) => value[name] !== undefined)
    .map((name) => `${stringText(name)}:${canonicalJson(value[name])}`);
  return `{${members.join(',')}}`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN and no infinity');
  return JSON.stringify(value);
}

function stringText(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(value);
}
