import { createHash } from 'node:crypto';
import type { ResourceHandlers, ResourceRequest } from '../../cloudformation/types';
import { NotImplemented } from '../../gateway/errors';
import type { Account } from './account';
import { type ConfigurationSets, eventKey } from './configuration-sets';
import type { SuppressionReason } from './suppression';

interface ConfigurationSetProperties {
  Name?: string;
  SendingOptions?: { SendingEnabled?: boolean | string };
  SuppressionOptions?: { SuppressedReasons?: SuppressionReason[] };
}

interface DestinationProperties {
  ConfigurationSetName: string;
  EventDestination: {
    Name?: string;
    Enabled?: boolean | string;
    MatchingEventTypes: string[];
    SnsDestination?: { TopicARN: string };
  };
}

/** The SES resources of the template. */
export function sesHandlers(account: Account, sets: ConfigurationSets): ResourceHandlers {
  return {
    'AWS::SES::ConfigurationSet': (request) => configurationSet(sets, request),
    'AWS::SES::ConfigurationSetEventDestination': (request) => eventDestination(sets, request),
    'AWS::SES::EmailIdentity': (request) => emailIdentity(account, request),
  };
}

function configurationSet(sets: ConfigurationSets, request: ResourceRequest) {
  const properties = request.properties as ConfigurationSetProperties;
  const name = properties.Name ?? request.physicalName(64);
  sets.put(
    name,
    truth(properties.SendingOptions?.SendingEnabled),
    properties.SuppressionOptions?.SuppressedReasons,
  );
  return { ref: name, attributes: {} };
}

function eventDestination(sets: ConfigurationSets, request: ResourceRequest) {
  const { ConfigurationSetName, EventDestination } = request.properties as unknown as DestinationProperties;
  const topic = EventDestination.SnsDestination?.TopicARN;
  if (!topic) throw new NotImplemented('An SES event destination other than an SNS topic');
  const name = EventDestination.Name ?? request.physicalName(64);
  sets.putDestination(ConfigurationSetName, {
    name,
    topicArn: topic,
    enabled: truth(EventDestination.Enabled),
    types: new Map(EventDestination.MatchingEventTypes.map((type) => [eventKey(type), type])),
  });
  return { ref: name, attributes: { Id: `${ConfigurationSetName}|${name}` } };
}

function emailIdentity(account: Account, request: ResourceRequest) {
  const identity = (request.properties as { EmailIdentity: string }).EmailIdentity;
  account.verify(identity);
  const attributes: Record<string, string> = {};
  for (const n of [1, 2, 3]) {
    const token = createHash('sha256').update(`${identity} ${n}`).digest('hex').slice(0, 32);
    attributes[`DkimDNSTokenName${n}`] = `${token}._domainkey.${identity}`;
    attributes[`DkimDNSTokenValue${n}`] = `${token}.dkim.amazonses.com`;
  }
  return { ref: identity, attributes };
}

/** CloudFormation writes booleans as such or as text; both options are on unless switched off. */
const truth = (value: boolean | string | undefined): boolean => String(value ?? true) === 'true';
