import type { Staging } from '../storage/staging';
import type { TableDefinition } from '../types';

/** What a request needs leave for; `leadingKeys` feeds the condition key dynamodb:LeadingKeys. */
export interface Access {
  action: string;
  table: string;
  leadingKeys: string[];
}

/** A request that keeps DynamoDB's rules, before it is authorised and run. */
export interface Prepared {
  accesses: Access[];
  /** Runs within one turn of the event loop. @returns the answer's body. */
  execute(staging: Staging): string;
}

/** Finds a table's definition; undefined where there is no such table. */
export type Definitions = (table: string) => TableDefinition | undefined;

/** @throws dynalite's or a ServiceError when the request breaks a rule. */
export type Operation = (request: Record<string, unknown>, definitions: Definitions) => Prepared;
