import { formTree, listOf } from './query';
import { element, textElement } from './xml';

export const SQS_NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

/** The Query protocol's singular names and the members of the JSON protocol they stand for. */
const LISTS: Record<string, string> = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
};
const MAPS: Record<string, string> = {
  MessageAttribute: 'MessageAttributes',
  MessageSystemAttribute: 'MessageSystemAttributes',
};
const ENTRIES = /^(SendMessage|DeleteMessage|ChangeMessageVisibility)BatchRequestEntry$/;

type Tree = ReturnType<typeof formTree>;

/**
 * A form as the JSON protocol's input; numbers stay text, the operations read both.
 *
 * @param path names the queue where the form does not.
 */
export function decodeQuery(body: string, path: string): [action: string, input: Record<string, unknown>] {
  const { Action = '', Version, ...members } = formTree(body);
  const input = inputOf(members);
  if (/^\/\d+\/./.test(path)) input.QueueUrl ??= path;
  return [String(Action), input];
}

function inputOf(members: Tree): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    if (LISTS[name]) input[LISTS[name]] = listOf(value);
    else if (MAPS[name]) input[MAPS[name]] = mapOf(value);
    else if (ENTRIES.test(name)) input.Entries = listOf(value).map((entry) => inputOf(entry as Tree));
    else input[name] = value;
  }
  return input;
}

function mapOf(value: Tree | string): Record<string, unknown> {
  return Object.fromEntries(listOf(value).map((pair) => [(pair as Tree).Name, (pair as Tree).Value]));
}

const NO_OUTPUT = new Set(['DeleteMessage', 'ChangeMessageVisibility', 'PurgeQueue']);

/** The JSON protocol's output as the inner XML of the result; undefined where the action has none. */
export function encodeResult(action: string, output: object): string | undefined {
  return NO_OUTPUT.has(action) ? undefined : members(output, action);
}

function members(output: object, action: string): string {
  const elements: Record<string, string> = {
    Messages: 'Message',
    QueueUrls: 'QueueUrl',
    queueUrls: 'QueueUrl',
    Successful: `${action}ResultEntry`,
    Failed: 'BatchResultErrorEntry',
    Results: `${action}ResultEntry`,
    Attributes: 'Attribute',
    MessageAttributes: 'MessageAttribute',
  };
  let xml = '';
  for (const [name, value] of Object.entries(output)) {
    const child = elements[name] ?? name;
    const one = (item: unknown) =>
      typeof item === 'object' && item !== null
        ? element(child, members(item, action))
        : textElement(child, item);
    if (value === undefined) continue;
    if (Array.isArray(value)) xml += value.map(one).join('');
    else if (typeof value === 'object') xml += pairs(child, value as Record<string, unknown>, action);
    else xml += textElement(name, value);
  }
  return xml;
}

/** A map is a list of Name and Value. */
function pairs(child: string, map: Record<string, unknown>, action: string): string {
  return Object.entries(map)
    .map(([name, value]) => {
      const inner =
        typeof value === 'object' && value !== null
          ? element('Value', members(value, action))
          : textElement('Value', value);
      return element(child, textElement('Name', name) + inner);
    })
    .join('');
}
