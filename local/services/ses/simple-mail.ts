// biome-ignore lint/style/noRestrictedImports: a folder of that package, not ours
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Form } from './form';
import type { RawMail } from './send';

/** SendEmail's parameters as the raw message that SES makes of them. */
export async function composeMail(form: Form): Promise<RawMail> {
  const to = form.list('Destination.ToAddresses');
  const cc = form.list('Destination.CcAddresses');
  const bcc = form.list('Destination.BccAddresses');
  const source = form.required('Source');
  const composer = new MailComposer({
    from: source,
    to,
    cc,
    replyTo: form.list('ReplyToAddresses'),
    subject: form.required('Message.Subject.Data'),
    text: form.get('Message.Body.Text.Data'),
    html: form.get('Message.Body.Html.Data'),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    source,
    sourceArn: form.get('SourceArn'),
    destinations: [...to, ...cc, ...bcc],
    configurationSet: form.get('ConfigurationSetName'),
    tags: form.tags('Tags'),
    raw: await composer.compile().build(),
  };
}

/** SendRawEmail's parameters. */
export function rawMail(form: Form): RawMail {
  return {
    source: form.get('Source'),
    sourceArn: form.get('SourceArn') ?? form.get('FromArn'),
    destinations: form.list('Destinations'),
    configurationSet: form.get('ConfigurationSetName'),
    tags: form.tags('Tags'),
    raw: Buffer.from(form.required('RawMessage.Data'), 'base64'),
  };
}
