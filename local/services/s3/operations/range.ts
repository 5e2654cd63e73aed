import { ServiceError } from '../../../gateway/errors';

/** First and last byte, both included. */
export interface Range {
  start: number;
  end: number;
}

/**
 * One byte range. Several ranges, or something that is none, mean the whole object, as on AWS.
 *
 * @throws InvalidRange when it begins behind the object's end
 */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const [, from, to] = found;
  if (from === '') {
    const length = Math.min(Number(to), size);
    if (length === 0) throw invalidRange();
    return { start: size - length, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return undefined;
  if (start >= size) throw invalidRange();
  return { start, end };
}

const invalidRange = () => new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
