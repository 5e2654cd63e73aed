import type { Principal } from '../../iam/types';
import type { QueueConsumer, Queues } from '../../services/sqs';
import type { Functions } from '../runtime';
import { Poller } from './poller';
import { checkMapping, type MappingSettings, mappingSettings } from './settings';

export interface EventSourceParts {
  functions: Functions;
  queues: Pick<Queues, 'consumer'>;
  region: string;
  /** Functions whose names hold one of these are given nothing. */
  idle?: readonly string[];
  principalFor(roleArn: string): Principal;
  report(text: string): void;
}

/** All event source mappings. They act with their function's role, as on AWS. */
export class EventSources {
  readonly #mappings: { mapping: MappingSettings; source: QueueConsumer }[] = [];
  #pollers: Poller[] = [];

  constructor(private readonly parts: EventSourceParts) {}

  add(properties: Record<string, unknown>): void {
    if (properties.Enabled === false || properties.Enabled === 'false') return;
    const { functions, queues, principalFor, idle = [] } = this.parts;
    const mapping = mappingSettings(properties);
    if (idle.some((name) => mapping.functionName.includes(name))) return;
    const definition = functions.definition(mapping.functionName);
    const source = queues.consumer(mapping.queueArn, principalFor(definition.roleArn));
    checkMapping(mapping, source.settings, definition);
    this.#mappings.push({ mapping, source });
  }

  /**
   * Starts polling, once every resource is there.
   *
   * @throws Error when a function's role may not read its queue: AWS would have refused the deployment.
   */
  start(): void {
    for (const { mapping, source } of this.#mappings) {
      try {
        source.check();
      } catch (error) {
        throw new Error(
          `The role of ${mapping.functionName} may not read its queue: ${(error as Error).message}`,
          { cause: error },
        );
      }
    }
    this.#pollers = this.#mappings.map((mapping) => new Poller({ ...this.parts, ...mapping }));
    for (const poller of this.#pollers) poller.start();
  }

  stop(): void {
    for (const poller of this.#pollers) poller.stop();
  }

  async ended(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.ended()));
  }
}
