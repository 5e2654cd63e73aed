import type { ServiceError } from '../../../gateway/errors';
import type { ServiceRequest, ServiceResponse } from '../../../gateway/types';
import { element, textElement } from './xml';

/** A tree of the form's dotted names: `MessageAttribute.1.Name` is three levels deep. */
type Tree = { [name: string]: Tree | string };

/** The AWS Query protocol: a form in, XML out. AWS CLI 2.9 speaks it to SQS. */
export function formTree(body: string): Tree {
  const root = emptyTree();
  for (const [path, value] of new URLSearchParams(body)) {
    const names = path.split('.');
    const last = names.pop()!;
    let node = root;
    for (const name of names) {
      if (typeof node[name] !== 'object') node[name] = emptyTree();
      node = node[name] as Tree;
    }
    node[last] = value;
  }
  return root;
}

/** `X.1`, `X.2`, ... in the order of their numbers. */
export function listOf(tree: Tree | string | undefined): (Tree | string)[] {
  if (typeof tree !== 'object') return [];
  return Object.keys(tree)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => tree[key]!);
}

/** The answer of one action; an action without output has no result element. */
export function queryAnswer(
  request: ServiceRequest,
  namespace: string,
  action: string,
  result: string | undefined,
): ServiceResponse {
  const metadata = element('ResponseMetadata', textElement('RequestId', request.id));
  const content = (result === undefined ? '' : element(`${action}Result`, result)) + metadata;
  return xml(200, request, `<${action}Response xmlns="${namespace}">${content}</${action}Response>`);
}

/** @param code the error's name in the Query protocol. */
export function queryFailure(
  error: ServiceError,
  code: string,
  request: ServiceRequest,
  namespace: string,
): ServiceResponse {
  const details =
    textElement('Type', error.fault) + textElement('Code', code) + textElement('Message', error.message);
  const content = element('Error', `${details}<Detail/>`) + textElement('RequestId', request.id);
  return xml(error.status, request, `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>`);
}

const emptyTree = (): Tree => Object.create(null) as Tree;

const xml = (status: number, request: ServiceRequest, content: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': request.id },
  body: `<?xml version="1.0"?>${content}`,
});
