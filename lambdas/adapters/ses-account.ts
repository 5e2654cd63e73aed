import {
  GetSendQuotaCommand,
  type SESClient,
  UpdateConfigurationSetSendingEnabledCommand,
} from '@aws-sdk/client-ses';
import type { SendQuota } from '../domain/eta';

/** GetSendQuota allows one call a second for the whole account, so an answer serves for a while. */
const QUOTA_AGE_MS = 30_000;

/** What SES allows, asked at most every 30 s. */
export function createQuotaReader(ses: SESClient): () => Promise<SendQuota> {
  let known: { at: number; quota: SendQuota } | undefined;
  return async () => {
    if (known && Date.now() - known.at < QUOTA_AGE_MS) return known.quota;
    const answer = await ses.send(new GetSendQuotaCommand({}));
    const quota = {
      maxSendRate: answer.MaxSendRate ?? 1,
      max24HourSend: answer.Max24HourSend ?? 200,
      sentLast24Hours: answer.SentLast24Hours ?? 0,
    };
    known = { at: Date.now(), quota };
    return quota;
  };
}

/** SES's own switch: while it is off every send of this configuration set is refused, whatever our code does. */
export function createSendingSwitch(ses: SESClient, configurationSet: string) {
  return async (enabled: boolean): Promise<void> => {
    await ses.send(
      new UpdateConfigurationSetSendingEnabledCommand({
        ConfigurationSetName: configurationSet,
        Enabled: enabled,
      }),
    );
  };
}
