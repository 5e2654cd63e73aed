import { decodeLoosely } from '../../gateway/canonical';

export interface Route {
  /** `GET /incidents/{incident}` or `$default`. */
  key: string;
  /** Signed and authorised by IAM, or open to everybody. */
  authorization: 'AWS_IAM' | 'NONE';
  functionName: string;
}

export interface MatchedRoute {
  route: Route;
  pathParameters: Record<string, string>;
}

interface Candidate {
  route: Route;
  method: string;
  segments: string[];
}

/** Routes of one API, chosen as API Gateway does: the most specific path wins, a method before `ANY`. */
export class RouteTable {
  private readonly candidates: Candidate[] = [];
  private fallback: Route | undefined;

  add(route: Route): void {
    if (route.key === '$default') {
      this.fallback = route;
      return;
    }
    const [method = '', path = ''] = route.key.split(' ');
    this.candidates.push({ route, method, segments: path.split('/') });
    this.candidates.sort(moreSpecificFirst);
  }

  /** @param path still percent-encoded, so that an encoded slash stays inside its parameter. */
  match(method: string, path: string): MatchedRoute | undefined {
    const segments = path.split('/');
    for (const candidate of this.candidates) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue;
      const pathParameters = matchSegments(candidate.segments, segments);
      if (pathParameters) return { route: candidate.route, pathParameters };
    }
    return this.fallback && { route: this.fallback, pathParameters: {} };
  }
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = segments[index];
    if (given === undefined) return undefined;
    const name = /^\{(\w+)(\+?)\}$/.exec(part);
    if (!name && part !== given) return undefined;
    if (!name) continue;
    const value = name[2] ? segments.slice(index).join('/') : given;
    if (value === '') return undefined;
    parameters[name[1]!] = decodeLoosely(value);
    if (name[2]) return parameters;
  }
  return segments.length === pattern.length ? parameters : undefined;
}

/** Segment by segment: literal before parameter before greedy parameter; then a method before ANY. */
function moreSpecificFirst(left: Candidate, right: Candidate): number {
  for (let at = 0; at < Math.max(left.segments.length, right.segments.length); at++) {
    const difference = openness(left.segments[at]) - openness(right.segments[at]);
    if (difference !== 0) return difference;
  }
  return Number(left.method === 'ANY') - Number(right.method === 'ANY');
}

const openness = (segment: string | undefined): number => {
  if (segment === undefined || !segment.startsWith('{')) return 0;
  return segment.endsWith('+}') ? 2 : 1;
};
