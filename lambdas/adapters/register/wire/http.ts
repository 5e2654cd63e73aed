import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as plain } from 'node:http';
import { Agent as HttpsAgent, request as secure } from 'node:https';

export interface Reply {
  status: number;
  text: string;
}

export interface Endpoint {
  protocol: string;
  hostname: string;
  port?: number;
}

const TIMEOUT_MS = 5_000;
/** Idle connections are closed by us before the server does it. */
const agentOptions = { keepAlive: true, maxSockets: 500, timeout: TIMEOUT_MS };

/** Posts to `/` over connections that are kept. */
export class Poster {
  private readonly agent: HttpAgent | HttpsAgent;

  constructor(private readonly endpoint: Endpoint) {
    this.agent = endpoint.protocol === 'https:' ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  }

  post(headers: Record<string, string>, body: string): Promise<Reply> {
    const { protocol, hostname, port } = this.endpoint;
    const options = { hostname, port, method: 'POST', path: '/', headers, agent: this.agent };
    return new Promise((resolve, reject) => {
      const call: ClientRequest = (protocol === 'https:' ? secure : plain)(options, (response) =>
        collect(response, resolve, reject),
      );
      call.setTimeout(TIMEOUT_MS, () => call.destroy(new Error('timeout')));
      call.on('error', reject);
      call.end(body);
    });
  }

  destroy(): void {
    this.agent.destroy();
  }
}

function collect(
  response: IncomingMessage,
  resolve: (reply: Reply) => void,
  reject: (error: Error) => void,
): void {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', reject);
  response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
}
