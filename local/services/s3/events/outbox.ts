import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Deliveries } from '../../../lambda/types';
import { makeDirectory, writeWhole } from '../storage/files';

export interface Message {
  queueArn: string;
  body: string;
}

interface Entry {
  bucket: string;
  bucketArn: string;
  /** The version's record: while it is not there, the write did not happen and nothing may be sent. */
  record: string;
  messages: Message[];
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/**
 * Events that a queue has not yet taken, a file each. It is written before the object is committed and goes when
 * the queue has the message, so no event is lost to kill -9; some may come twice, as on AWS.
 */
export class Outbox {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly directory: string,
    private readonly deliveries: Deliveries,
  ) {
    makeDirectory(directory);
  }

  /** Notes what is to be sent once `entry.record` exists. */
  prepare(id: string, entry: Entry): void {
    writeWhole(this.path(id), entry);
  }

  /** Sends what was prepared; tries again with growing pauses until the queue takes it. */
  send(id: string, pause = FIRST_RETRY_MS): void {
    if (this.closed) return;
    const attempt = this.deliver(id).catch(() => this.later(id, pause));
    this.running.add(attempt);
    void attempt.then(() => this.running.delete(attempt));
  }

  /** After a restart: forgets what was never committed, sends what was and may not have arrived. */
  resume(bucket: string): void {
    for (const name of readdirSync(this.directory)) {
      if (!name.endsWith('.json')) continue;
      const id = name.slice(0, -'.json'.length);
      const entry = this.read(id);
      if (entry.bucket !== bucket) continue;
      if (existsSync(entry.record)) this.send(id);
      else rmSync(this.path(id), { force: true });
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private async deliver(id: string): Promise<void> {
    const { messages, bucketArn } = this.read(id);
    for (const { queueArn, body } of messages) {
      await this.deliveries.sendToQueue(queueArn, body, {
        service: 's3.amazonaws.com',
        sourceArn: bucketArn,
      });
    }
    rmSync(this.path(id), { force: true });
  }

  private later(id: string, pause: number): void {
    if (this.closed) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.send(id, Math.min(pause * 2, LAST_RETRY_MS));
    }, pause);
    this.timers.add(timer.unref());
  }

  private path(id: string): string {
    return join(this.directory, `${id}.json`);
  }

  private read(id: string): Entry {
    return JSON.parse(readFileSync(this.path(id), 'utf8')) as Entry;
  }
}
