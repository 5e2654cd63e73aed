import type * as z from 'zod';

const KINDS: Record<string, string> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};
const FORMATS: Record<string, string> = {
  datetime: 'a time such as 2023-06-29T09:00:00Z',
  date: 'a day such as 2023-06-29',
  email: 'an e-mail address',
  url: 'a web address that begins with https://',
};

/** What is wrong with a field, for somebody who has never heard of schemas; `undefined` leaves it to zod. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_format':
      return FORMATS[issue.format] && `must be ${FORMATS[issue.format]}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'unrecognized_keys':
      return `has no field named ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'too_small':
      if (issue.minimum !== 1) return undefined;
      return issue.origin === 'string' || issue.origin === 'array' ? 'must not be empty' : undefined;
    default:
      return undefined;
  }
};
