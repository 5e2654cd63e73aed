import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Connection, OPERATORS, writeConnection } from '../../bin/command/connection';
import { ROUTES } from '../../lib/constructs/incident-api';
import { INCIDENT, type RegisterWorld } from './register-world';

/** The routes over HTTP, as the command finds them: the operator's name is its access key, nothing is verified. */
export class ApiServer {
  /** Route keys in the order in which they were called. */
  readonly calls: { by: string; route: string; body: unknown }[] = [];

  private constructor(
    private readonly world: RegisterWorld,
    private readonly server: Server,
  ) {}

  static async open(world: RegisterWorld): Promise<ApiServer> {
    const server = createServer((request, response) => {
      api.answer(request).then(
        ({ status, body }) => response.writeHead(status).end(body),
        (error: Error) => response.writeHead(500).end(JSON.stringify({ message: error.message })),
      );
    });
    const api = new ApiServer(world, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    world.packs = `${api.endpoint}/packs`;
    return api;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What `start` would write into its data folder. */
  connect(data: string): void {
    const aws: Connection = {
      endpoint: this.endpoint,
      region: 'eu-central-1',
      outputs: { ApiUrl: this.endpoint, IntakeBucket: 'intake' },
      operator: (name) => {
        if (!(OPERATORS as readonly string[]).includes(name)) throw new Error(`no operator ${name}`);
        return { name, arn: `arn:aws:iam::0:user/${name}`, accessKeyId: name, secretAccessKey: 'secret' };
      },
    };
    writeConnection(data, aws);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const url = new URL(request.url ?? '', this.endpoint);
    if (url.pathname.startsWith('/packs/')) return { status: 200, body: `bytes of ${url.pathname}` };
    const by = /Credential=([\w-]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const text = (await request.toArray()).join('');
    const found = ROUTES.map((route) => ({
      route,
      match: matchOf(route, request.method, url.pathname),
    })).find(({ match }) => match);
    if (!found?.match || by === null) return { status: 403, body: '{"Message":"Forbidden"}' };
    const { incident = INCIDENT, ...parameters } = found.match;
    this.calls.push({ by, route: found.route, body: text === '' ? undefined : JSON.parse(text) });
    const { status, body } = await this.world.call(by, found.route, text === '' ? undefined : text, {
      incident,
      parameters,
      query: Object.fromEntries(url.searchParams),
    });
    return { status, body: JSON.stringify(body) };
  }
}

function matchOf(route: string, method = '', path: string): Record<string, string> | undefined {
  const [wanted, pattern = ''] = route.split(' ');
  const expression = pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const match = new RegExp(`^${expression}$`).exec(path);
  if (wanted !== method || !match) return undefined;
  return Object.fromEntries(
    Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}
