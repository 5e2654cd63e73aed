import { createServer, type Socket } from 'node:net';

export type Verdict = (recipient: string, attempt: number) => string | 'hang-up';

/** A little SMTP server: answers each recipient's message as it is told, and keeps what it took. */
export class SmtpSink {
  readonly taken: { to: string; text: string }[] = [];
  private readonly attempts = new Map<string, number>();
  private readonly server = createServer((socket) => this.talk(socket));
  private readonly sockets = new Set<Socket>();

  constructor(private readonly verdict: Verdict) {}

  async listen(): Promise<{ host: string; port: number }> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return { host: '127.0.0.1', port: (this.server.address() as { port: number }).port };
  }

  seen(recipient: string): number {
    return this.attempts.get(recipient) ?? 0;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    let to = '';
    let buffered = '';
    let inData = false;
    socket.on('error', () => {});
    socket.write('220 sink\r\n');
    const line = (text: string) => {
      const verb = text.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') to = /<(.*)>/.exec(text)?.[1] ?? '';
      if (verb === 'DATA') inData = true;
      socket.write(verb === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
    };
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1');
      for (;;) {
        const end = inData ? '\r\n.\r\n' : '\r\n';
        const at = buffered.indexOf(end);
        if (at < 0) return;
        const text = buffered.slice(0, at);
        buffered = buffered.slice(at + end.length);
        if (!inData) line(text);
        else {
          inData = false;
          this.decide(socket, to, text);
        }
      }
    });
  }

  private decide(socket: Socket, to: string, text: string): void {
    const attempt = this.seen(to) + 1;
    this.attempts.set(to, attempt);
    const verdict = this.verdict(to, attempt);
    if (verdict.startsWith('250')) this.taken.push({ to, text });
    if (verdict === 'hang-up') socket.destroy();
    else socket.write(`${verdict}\r\n`);
  }
}
