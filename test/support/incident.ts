import { Sha256 } from '@aws-crypto/sha256-js';
import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ExportView, IncidentView } from '../../lambdas/api/contract';
import type { TestAws } from './embedded-aws';
import { eventually } from './eventually';
import { incidentRecord } from './sending-records';

/** A call of the API, signed by an operator. */
export async function callApi<Body>(
  aws: TestAws,
  operator: string,
  route: `${'GET' | 'PUT' | 'POST'} /${string}`,
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const [method = '', path = ''] = route.split(' ');
  const url = new URL(aws.outputs.ApiUrl + path);
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const signer = new SignatureV4({
    credentials: aws.operator(operator),
    region: aws.region,
    service: 'execute-api',
    sha256: Sha256,
  });
  const headers = { host: url.host, 'content-type': 'application/json' };
  const signed = await signer.sign(new HttpRequest({ method, path: url.pathname, headers, body: payload }));
  const response = await fetch(url, { method, headers: signed.headers, body: payload });
  return { status: response.status, body: (await response.json()) as Body };
}

/** One incident as people handle it: with their own rights, through the API and the intake bucket. */
export class Incident {
  constructor(
    readonly aws: TestAws,
    readonly id: string,
  ) {}

  /** @param change of the complete record that incidents of tests have. */
  async describe(change: Record<string, unknown> = {}): Promise<void> {
    await this.call(
      'responder',
      `PUT /incidents/${this.id}`,
      incidentRecord({ incident: this.id, ...change }),
    );
  }

  /** @returns the version that the bucket gave it. */
  async drop(name: string, content: string): Promise<string> {
    const s3 = new S3Client(this.aws.client('responder'));
    const Bucket = this.aws.outputs.IntakeBucket;
    const put = new PutObjectCommand({ Bucket, Key: `${this.id}/${name}`, Body: content });
    return (await s3.send(put)).VersionId ?? '';
  }

  async view(): Promise<IncidentView | undefined> {
    const { status, body } = await callApi<IncidentView>(this.aws, 'responder', `GET /incidents/${this.id}`);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits until the incident is as described. */
  async until(
    what: string,
    condition: (view: IncidentView) => boolean,
    seconds?: number,
  ): Promise<IncidentView> {
    let last: IncidentView | undefined;
    const look = async () => {
      last = await this.view();
      return last && condition(last) ? last : undefined;
    };
    try {
      return await eventually(what, look, seconds);
    } catch (error) {
      const { record, drops, ...seen } = last ?? {};
      throw new Error(`${(error as Error).message}; last seen: ${JSON.stringify(seen)}`, { cause: error });
    }
  }

  async approve(view: IncidentView): Promise<void> {
    const manifest = view.manifest?.hash;
    await this.call('approver-1', `POST /incidents/${this.id}/approve`, { manifest });
  }

  async resume(why: string): Promise<void> {
    await this.call('approver-1', `POST /incidents/${this.id}/resume`, { why });
  }

  /**
   * Waits for the manifest over everything that was brought, approves it and waits until the run is over.
   *
   * @param least generations there must be: one a drop, one an accepted line; more when one S3 event came twice.
   */
  async send(least = 1): Promise<IncidentView> {
    const reviewed = await this.until(
      'a manifest',
      ({ manifest, generation, recordHash }) =>
        generation >= least && manifest?.generation === generation && manifest.record === recordHash,
    );
    if (reviewed.phase !== 'done') await this.approve(reviewed);
    return this.until(
      'the end of the run',
      ({ phase, manifest }) => phase === 'done' && manifest?.generation === reviewed.generation,
    );
  }

  async export(): Promise<ExportView> {
    const asked = await this.call<ExportView>('responder', `POST /incidents/${this.id}/exports`, {});
    return eventually('the packs', async () => {
      const view = await this.call<ExportView>(
        'responder',
        `GET /incidents/${this.id}/exports/${asked.export}`,
      );
      return view.state === 'done' && view;
    });
  }

  async call<Body>(operator: string, route: Parameters<typeof callApi>[2], body?: unknown): Promise<Body> {
    const answer = await callApi<Body>(this.aws, operator, route, body);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** How many versions of all its objects the bucket holds. Needs the operator `tester`. */
  async versions(): Promise<number> {
    const s3 = new S3Client(this.aws.client('tester'));
    const listed = await s3.send(
      new ListObjectVersionsCommand({ Bucket: this.aws.outputs.IntakeBucket, Prefix: `${this.id}/` }),
    );
    return listed.Versions?.length ?? 0;
  }
}
