import type { CreatedResource, ResourceRequest } from './types';

/**
 * Types that mean nothing on a laptop: nothing there looks at them, so they are taken as created. What they are
 * for in AWS: metadata of the synthesis, alarms and their screens, log retention, tracing.
 */
const NAME_PROPERTY: Record<string, string> = {
  'AWS::CDK::Metadata': '',
  'AWS::ApplicationInsights::Application': 'ResourceGroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::MetricFilter': 'FilterName',
  'AWS::Logs::ResourcePolicy': 'PolicyName',
  'AWS::ResourceGroups::Group': 'Name',
};

/** @returns undefined for a type that has to be created in earnest. */
export function notNeeded(
  request: ResourceRequest,
  account: string,
  region: string,
): CreatedResource | undefined {
  const property = NAME_PROPERTY[request.type];
  if (property === undefined) return undefined;
  const name = String(request.properties[property] ?? request.physicalName(128));
  const service = request.type.split('::')[1]!.toLowerCase();
  const prefix = `arn:aws:${service}:${region}:${account}`;
  const arn = request.type === 'AWS::Logs::LogGroup' ? `${prefix}:log-group:${name}:*` : `${prefix}:${name}`;
  return { ref: name, attributes: { Arn: arn } };
}
