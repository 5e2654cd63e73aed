import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSendClient, failureOf, Mailer } from '../../../lambdas/adapters/mail';
import { classify } from '../../../lambdas/domain/sending/classify';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const ACCEPTED =
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
  '<MessageId>m-1</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendRawEmailResponse>';
const fault = (code: string, message: string) =>
  '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>' +
  `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
const answer =
  (status: number, body: string): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(body);
  };

/** A SES that takes the whole mail, counts it, and then behaves as it is told. */
class FakeSes {
  seen = 0;
  behave: Behaviour = answer(200, ACCEPTED);
  private readonly server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      this.seen++;
      this.behave(request, response);
    });
  });

  open = () => new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  close = () => {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  };
  get endpoint() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

const ses = new FakeSes();
const mail = { source: 'a@a.example', to: 'b@b.example', mime: Buffer.from('x'), tags: { rid: 'r' } };
let mailer: Mailer;
let client: ReturnType<typeof createSendClient>;

const open = (endpoint: string) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  client = createSendClient(
    10,
    { connectMs: 500, requestMs: 300 },
    { endpoint, region: 'eu-central-1', credentials },
  );
  mailer = new Mailer(client, 'notices');
};
beforeAll(() => ses.open());
afterAll(() => ses.close());
beforeEach(() => {
  ses.seen = 0;
  open(ses.endpoint);
});
afterEach(() => client.destroy());

/** What a reply means, in one line. */
function meaning(reply: Awaited<ReturnType<Mailer['send']>>): string {
  if ('messageId' in reply) return 'sent';
  const verdict = classify(reply.failure);
  return verdict.kind === 'not-sent' ? `${verdict.kind}, ${verdict.action}` : verdict.kind;
}

test.each<[string, Behaviour, string]>([
  ['200', answer(200, ACCEPTED), 'sent'],
  ['connection reset', ({ socket }) => void socket.resetAndDestroy(), 'unknown'],
  ['connection closed', ({ socket }) => void socket.end(), 'unknown'],
  ['HTTP 500', answer(500, fault('InternalFailure', '')), 'unknown'],
  ['HTTP 502', answer(502, '<html>Bad gateway</html>'), 'unknown'],
  ['HTTP 503', answer(503, fault('ServiceUnavailable', '')), 'unknown'],
  ['no answer', () => undefined, 'unknown'],
  [
    '200, cut off',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '400' });
      response.write(ACCEPTED.slice(0, 60), () => response.socket?.destroy());
    },
    'unknown',
  ],
  ['200, empty', answer(200, ''), 'unknown'],
  ['200, another XML', answer(200, '<a/>'), 'unknown'],
  ['200, a page of a proxy', answer(200, '<html><body><p>Please sign in</p></body></html>'), 'unknown'],
  ['200, an error in it', answer(200, fault('Throttling', 'Maximum sending rate exceeded.')), 'unknown'],
  ['200, a blank id', answer(200, ACCEPTED.replace('m-1', '  ')), 'unknown'],
  ['200, an id that is no text', answer(200, ACCEPTED.replace('m-1', '<a>1</a>')), 'unknown'],
  ['200, no XML at all', answer(200, 'OK'), 'unknown'],
  ['another address', answer(307, ''), 'unknown'],
  ['not found', answer(404, '<html>Not found</html>'), 'unknown'],
  ['an error nobody knows', answer(400, fault('Surprise', '')), 'unknown'],
  ['trouble of SES', answer(400, fault('Throttling', 'Service trouble')), 'not-sent, back-off'],
  ['too many calls', answer(429, fault('TooManyRequestsException', '')), 'not-sent, back-off'],
  ['too fast', answer(400, fault('Throttling', 'Maximum sending rate exceeded.')), 'not-sent, slow-down'],
  ['quota', answer(400, fault('Throttling', 'Daily message quota exceeded.')), 'not-sent, wait-for-quota'],
  ['refused', answer(400, fault('MessageRejected', 'Illegal address')), 'refused'],
  ['unverified', answer(400, fault('MessageRejected', 'Email address is not verified.')), 'not-sent, pause'],
  ['paused', answer(400, fault('ConfigurationSetSendingPaused', '')), 'not-sent, pause'],
  ['account paused', answer(400, fault('AccountSendingPaused', '')), 'not-sent, pause'],
  ['no such set', answer(400, fault('ConfigurationSetDoesNotExist', '')), 'not-sent, pause'],
  ['denied', answer(403, fault('AccessDenied', '')), 'not-sent, pause'],
])('%s: SES saw the mail once', async (_name, behave, expected) => {
  ses.behave = behave;
  const reply = await mailer.send(mail);
  expect(ses.seen).toBe(1);
  expect(meaning(reply)).toBe(expected);
});

test.each([
  ['one address', Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' })],
  [
    'all addresses of a host',
    Object.assign(
      new AggregateError([
        Object.assign(new Error('connect ::1'), { code: 'ECONNREFUSED', syscall: 'connect' }),
        Object.assign(new Error('connect 127.0.0.1'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      ]),
      { code: 'ECONNREFUSED' },
    ),
  ],
])('nobody listens at %s: provably not sent', (_where, error) => {
  expect(meaning({ failure: failureOf(error) })).toBe('not-sent, back-off');
});

test('no setting of the environment makes it try twice', async () => {
  process.env.AWS_MAX_ATTEMPTS = '5';
  process.env.AWS_RETRY_MODE = 'adaptive';
  client.destroy();
  open(ses.endpoint);
  ses.behave = answer(503, fault('ServiceUnavailable', ''));
  await mailer.send(mail);
  delete process.env.AWS_MAX_ATTEMPTS;
  delete process.env.AWS_RETRY_MODE;
  expect(ses.seen).toBe(1);
});
