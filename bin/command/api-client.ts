import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ExportView, IncidentView } from '../../lambdas/api/contract';
import type { EmbeddedAws, OperatorKeys } from '../../local';
import { Fault } from './fault';

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

  static of(aws: EmbeddedAws, operator: string): ApiClient {
    const url = aws.outputs.ApiUrl;
    if (!url) throw new Error('the template has no output ApiUrl');
    return new ApiClient(url.replace(/\/$/, ''), aws.operator(operator), aws.region);
  }

  describe(incident: string, record: unknown) {
    return this.call<IncidentView>('PUT', `/incidents/${incident}`, record);
  }

  /** `undefined` while there is no such incident. */
  async incident(incident: string): Promise<IncidentView | undefined> {
    try {
      return await this.call<IncidentView>('GET', `/incidents/${incident}`);
    } catch (error) {
      if (error instanceof ApiFault && error.status === 404) return undefined;
      throw error;
    }
  }

  approve(incident: string, manifest: string, why: string) {
    return this.call<IncidentView>('POST', `/incidents/${incident}/approve`, { manifest, why });
  }

  askExport(incident: string) {
    return this.call<ExportView>('POST', `/incidents/${incident}/exports`, {});
  }

  export(incident: string, id: string) {
    return this.call<ExportView>('GET', `/incidents/${incident}/exports/${id}`);
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const url = new URL(this.baseUrl + path);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const signed = await this.signer.sign(
      new HttpRequest({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        port: Number(url.port),
        path: url.pathname,
        headers: { host: url.host, 'content-type': 'application/json' },
        body: payload,
      }),
    );
    const response = await fetch(url, { method, headers: signed.headers, body: payload });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Answer;
    throw ApiFault.from(response.status, text);
  }
}

export class ApiFault extends Fault {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  static from(status: number, text: string): ApiFault {
    try {
      const { message, Message, faults } = JSON.parse(text);
      return new ApiFault(status, [message ?? Message ?? text, ...(faults ?? [])].join(' '));
    } catch {
      return new ApiFault(status, `the api answered ${status}: ${text.slice(0, 200)}`);
    }
  }
}
