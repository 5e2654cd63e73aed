import { createHash } from 'node:crypto';
import { type Account, identityType } from './account';
import { addressFault } from './addresses';
import type { ConfigurationSets } from './configuration-sets';
import { invalid } from './errors';
import type { Form } from './form';
import type { SendLimits } from './limits';
import type { Statistics } from './statistics';
import type { Xml } from './xml';

export interface OperationParts {
  account: Account;
  sets: ConfigurationSets;
  limits: SendLimits;
  statistics: Statistics;
}

/** The operations that send nothing. IAM knows no resource for them: they are allowed on `*` or not at all. */
export type Operation = (form: Form, parts: OperationParts) => Xml;

export const OPERATIONS: Record<string, Operation> = {
  GetSendQuota: (_form, { limits }) => {
    const { max24HourSend, maxSendRate } = limits.current();
    return {
      Max24HourSend: max24HourSend,
      MaxSendRate: maxSendRate,
      SentLast24Hours: limits.sentLast24Hours(),
    };
  },
  GetSendStatistics: (_form, { statistics }) => ({ SendDataPoints: statistics.points() }),
  GetAccountSendingEnabled: (_form, { account }) => ({ Enabled: account.sendingEnabled }),
  UpdateAccountSendingEnabled: (form, { account }) => {
    account.setSendingEnabled(form.flag('Enabled'));
    return {};
  },
  UpdateConfigurationSetSendingEnabled: (form, { sets }) => {
    sets.setSendingEnabled(form.required('ConfigurationSetName'), form.flag('Enabled'));
    return {};
  },
  DescribeConfigurationSet: describeConfigurationSet,
  ListConfigurationSets: (_form, { sets }) => ({
    ConfigurationSets: sets.names().map((Name) => ({ Name })),
  }),
  VerifyEmailIdentity: (form, { account }) => {
    const address = form.required('EmailAddress');
    const fault = addressFault(address);
    if (fault) throw invalid(fault);
    account.verify(address);
    return {};
  },
  VerifyDomainIdentity: (form, { account }) => {
    const domain = form.required('Domain');
    if (addressFault(`postmaster@${domain}`)) throw invalid('Invalid domain name.');
    account.verify(domain);
    return { VerificationToken: verificationToken(domain) };
  },
  ListIdentities: (form, { account }) => {
    const type = form.get('IdentityType');
    return {
      Identities: account.identities().filter((identity) => !type || identityType(identity) === type),
    };
  },
  GetIdentityVerificationAttributes: (form, { account }) => ({
    VerificationAttributes: {
      entry: form
        .list('Identities')
        .filter((identity) => account.isIdentity(identity))
        .map((identity) => ({ key: identity, value: verificationOf(identity) })),
    },
  }),
};

function describeConfigurationSet(form: Form, { sets }: OperationParts): Xml {
  const name = form.required('ConfigurationSetName');
  const set = sets.get(name);
  const wanted = form.list('ConfigurationSetAttributeNames');
  return {
    ConfigurationSet: { Name: name },
    EventDestinations: wanted.includes('eventDestinations')
      ? [...set.destinations.values()].map(({ name: Name, enabled, types, topicArn }) => ({
          Name,
          Enabled: enabled,
          MatchingEventTypes: [...types.values()],
          SNSDestination: { TopicARN: topicArn },
        }))
      : undefined,
    ReputationOptions: wanted.includes('reputationOptions')
      ? { SendingEnabled: sets.sendingEnabled(name), ReputationMetricsEnabled: false }
      : undefined,
  };
}

const verificationToken = (domain: string): string =>
  createHash('sha256').update(domain.toLowerCase()).digest('base64');

const verificationOf = (identity: string): Xml => ({
  VerificationStatus: 'Success',
  ...(identityType(identity) === 'Domain' ? { VerificationToken: verificationToken(identity) } : {}),
});
