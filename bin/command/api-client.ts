import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type {
  ExportView,
  IncidentSummary,
  IncidentView,
  QuarantineLine,
  RecipientView,
} from '../../lambdas/api/contract';
import type { OperatorKeys } from '../../local';
import type { Connection } from './connection';
import { Fault } from './fault';

/** What a person says about a quarantined line. */
export interface LineDecision {
  drop: string;
  member: number;
  line: number;
  accept: boolean;
  address?: string;
  company?: string;
  group?: string;
  why: string;
}

/** The pipeline's own API, called as an operator: SigV4 with the operator's keys, like any IAM client would. */
export class ApiClient {
  private readonly signer: SignatureV4;

  constructor(
    private readonly baseUrl: string,
    operator: OperatorKeys,
    region: string,
  ) {
    this.signer = new SignatureV4({ credentials: operator, region, service: 'execute-api', sha256: Sha256 });
  }

  static of(aws: Connection, operator: string): ApiClient {
    const url = aws.outputs.ApiUrl;
    if (!url) throw new Error('the template has no output ApiUrl');
    return new ApiClient(url.replace(/\/$/, ''), aws.operator(operator), aws.region);
  }

  incidents() {
    return this.call<IncidentSummary[]>('GET', '/incidents');
  }

  describe(incident: string, record: unknown) {
    return this.call<IncidentView>('PUT', `/incidents/${incident}`, record);
  }

  /** `undefined` while there is no such incident. */
  async incident(incident: string): Promise<IncidentView | undefined> {
    try {
      return await this.call<IncidentView>('GET', pathOf(incident));
    } catch (error) {
      if (error instanceof ApiFault && error.status === 404) return undefined;
      throw error;
    }
  }

  approve(incident: string, manifest: string, why?: string) {
    return this.call<IncidentView>('POST', pathOf(incident, 'approve'), { manifest, why });
  }

  control(incident: string, what: 'pause' | 'resume', why: string, everything?: boolean) {
    return this.call<IncidentView>('POST', pathOf(incident, what), { why, everything });
  }

  quarantine(incident: string, after?: string) {
    const query = after === undefined ? undefined : { after };
    return this.call<{ lines: QuarantineLine[]; next?: string }>(
      'GET',
      pathOf(incident, 'quarantine'),
      undefined,
      query,
    );
  }

  decideLine(incident: string, decision: LineDecision) {
    return this.call<QuarantineLine>('POST', pathOf(incident, 'quarantine'), decision);
  }

  recipient(incident: string, asked: { address: string; decision?: string; route?: string; why: string }) {
    return this.call<RecipientView>('POST', pathOf(incident, 'recipients'), asked);
  }

  supplements(incident: string, why: string) {
    return this.call<{ decided: number; more: boolean }>('POST', pathOf(incident, 'supplements'), { why });
  }

  setAside(incident: string, drop: string, why: string) {
    return this.call<IncidentView>('POST', pathOf(incident, 'drops'), { drop, setAside: true, why });
  }

  askExport(incident: string, asOf?: string) {
    return this.call<ExportView>('POST', pathOf(incident, 'exports'), { asOf });
  }

  export(incident: string, id: string) {
    return this.call<ExportView>('GET', pathOf(incident, 'exports', id));
  }

  private async call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    query: Record<string, string> = {},
  ): Promise<Answer> {
    const url = new URL(this.baseUrl + path);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const signed = await this.signer.sign(
      new HttpRequest({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        port: Number(url.port),
        path: url.pathname,
        query,
        headers: { host: url.host, 'content-type': 'application/json' },
        body: payload,
      }),
    );
    // Not by `searchParams`: it writes a space as `+`, which the signature does not know.
    url.search = Object.entries(query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const response = await fetch(url, { method, headers: signed.headers, body: payload });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Answer;
    throw ApiFault.from(response.status, text);
  }
}

const pathOf = (incident: string, ...rest: string[]) =>
  ['', 'incidents', encodeURIComponent(incident), ...rest].join('/');

export class ApiFault extends Fault {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  static from(status: number, text: string): ApiFault {
    try {
      const { message, Message } = JSON.parse(text);
      return new ApiFault(status, message ?? Message ?? text);
    } catch {
      return new ApiFault(status, `the api answered ${status}: ${text.slice(0, 200)}`);
    }
  }
}
