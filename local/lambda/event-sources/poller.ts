import { setTimeout as pause } from 'node:timers/promises';
import type { Message, QueueConsumer } from '../../services/sqs';
import { tooManyRounds } from '../lineage';
import type { Functions } from '../runtime';
import { type Batch, Batches } from './batch';
import { recordOf } from './record';
import type { MappingSettings } from './settings';
import { doneOf } from './verdict';

/** After a refusal or a full disk; asking again at once would only spin. */
const AFTER_FAULT_MS = 5_000;

export interface PollerParts {
  mapping: MappingSettings;
  source: QueueConsumer;
  functions: Functions;
  region: string;
  /** Told of what nobody else would see: a missing right, a loop that was stopped. */
  report(text: string): void;
}

/** Feeds a function from a queue, with the function's own rights. Waits for messages; never spins. */
export class Poller {
  readonly #stop = new AbortController();
  readonly #batches: Batches;
  readonly #concurrency: number;
  readonly #running = new Set<Promise<void>>();
  #loop: Promise<void> | undefined;

  constructor(private readonly parts: PollerParts) {
    const { mapping, source, functions, region } = parts;
    this.#batches = new Batches(source, mapping, (message) =>
      JSON.stringify(recordOf(message, mapping.queueArn, region)),
    );
    const { concurrency } = functions.definition(mapping.functionName);
    this.#concurrency = Math.min(mapping.maximumConcurrency ?? concurrency, concurrency);
  }

  start(): void {
    this.#loop = this.#poll();
  }

  /** Takes no more messages. */
  stop(): void {
    this.#stop.abort();
  }

  /** Once stopped, and once the functions have ended. */
  async ended(): Promise<void> {
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        // A batch is taken only when somebody can work on it: its visibility time-out runs from here.
        if (this.#running.size >= this.#concurrency) await Promise.race(this.#running);
        else this.#work(await this.#batches.next(signal));
      } catch (error) {
        await this.#fault(error);
      }
    }
  }

  #work(batch: Batch): void {
    if (batch.messages.length === 0) return;
    const running = this.#handle(batch).catch((error) => this.#fault(error));
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }

  async #handle({ messages, event }: Batch): Promise<void> {
    const { mapping, source, functions } = this.parts;
    const looping = this.#looping(messages);
    if (looping.length > 0) {
      this.#breakLoop(messages, looping);
      return;
    }
    const causes = messages.map(({ trace }) => trace);
    const outcome = await functions.run(mapping.functionName, event, causes);
    const { fifo } = source.settings;
    const done = doneOf(outcome, messages, { reportsFailures: mapping.reportsFailures, fifo });
    if (done.length > 0) source.delete(done);
  }

  #looping(messages: readonly Message[]): Message[] {
    const { functions, mapping } = this.parts;
    const { arn, recursiveLoop } = functions.definition(mapping.functionName);
    return recursiveLoop === 'Allow' ? [] : messages.filter(({ trace }) => tooManyRounds(trace, arn));
  }

  /** As AWS does: the messages that went round too often are dead letters; the others are taken next. */
  #breakLoop(messages: Message[], looping: Message[]): void {
    const { source, report, mapping } = this.parts;
    report(
      `${mapping.functionName} has sent messages to its own queue 16 times over: stopped, as AWS does ` +
        `unless its RecursiveLoop is Allow`,
    );
    source.discard(looping);
    this.#batches.giveBack(messages.filter((message) => !looping.includes(message)));
  }

  async #fault(error: unknown): Promise<void> {
    const { mapping, report } = this.parts;
    report(`${mapping.functionName} cannot be fed from ${mapping.queueArn}: ${(error as Error).message}`);
    await pause(AFTER_FAULT_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
