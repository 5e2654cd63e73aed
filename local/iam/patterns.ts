/** Whether a text matches a pattern of a policy. */
export type Matcher = (text: string, variables: Variables) => boolean;
/** Values of policy variables (`${aws:username}`); undefined for one that the request does not carry. */
export type Variables = (name: string) => string | undefined;

const VARIABLE = /\$\{([^}]+)\}/g;

/**
 * Compiles `*` and `?` and policy variables. A variable's value is taken literally, so a wildcard in it means
 * nothing; `${*}`, `${?}` and `${$}` are the characters themselves; an absent value makes the pattern match nothing.
 */
export function compilePattern(pattern: string): Matcher {
  if (pattern === '*') return () => true;
  if (pattern.includes('${')) return withVariables(pattern);
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const head = pattern.slice(0, -1);
  // Most patterns of a template are a prefix, such as `arn:aws:s3:::bucket/*`.
  if (pattern.endsWith('*') && !/[*?]/.test(head)) return (text) => text.startsWith(head);
  const expression = new RegExp(`^${wildcards(pattern)}$`, 's');
  return (text) => expression.test(text);
}

/** Exact texts with policy variables, for StringEquals. */
export function compileText(pattern: string): Matcher {
  if (!pattern.includes('${')) return (text) => text === pattern;
  return (text, variables) => substitute(pattern, variables, (value) => value) === text;
}

/** Fills in the variables of `pattern`; undefined when one has no value. */
function substitute(
  pattern: string,
  variables: Variables,
  literal: (value: string) => string,
): string | undefined {
  let complete = true;
  const filled = pattern.replace(VARIABLE, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return literal(name);
    const [key, fallback] = name.split(/\s*,\s*/) as [string, string?];
    const value = variables(key) ?? fallback?.replace(/^'|'$/g, '');
    if (value === undefined) complete = false;
    return literal(value ?? '');
  });
  return complete ? filled : undefined;
}

function withVariables(pattern: string): Matcher {
  // Private-use brackets keep a value apart from the pattern around it until both are escaped.
  return (text, variables) => {
    const marked = substitute(pattern, variables, (value) => `\ue000${value}\ue001`);
    if (marked === undefined) return false;
    const source = marked
      .split(/\ue000(.*?)\ue001/s)
      .map((part, index) => (index % 2 === 0 ? wildcards(part) : escaped(part)))
      .join('');
    return new RegExp(`^${source}$`, 's').test(text);
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const wildcards = (text: string) => escaped(text).replaceAll('\\*', '.*').replaceAll('\\?', '.');
