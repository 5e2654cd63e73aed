import { z } from 'zod';
import type { Overrides } from '../domain/intake/detect';
import type { Position } from './findings-writer';

/**
 * Where writing goes on, and with which overrides reading began: a change of the incident's record in between must
 * not give half a file another dialect.
 */
export interface Checkpoint {
  at: Position;
  overrides: Overrides;
}

export const START: Checkpoint = { at: { member: 0, line: 0 }, overrides: {} };

const Stored = z.object({
  at: z.object({ member: z.int().nonnegative(), line: z.int().nonnegative() }),
  overrides: z.custom<Overrides>((value) => typeof value === 'object' && value !== null),
});

export const formatCheckpoint = (checkpoint: Checkpoint): string => JSON.stringify(checkpoint);

/** @returns undefined where there is none. */
export function parseCheckpoint(stored: string | undefined): Checkpoint | undefined {
  return stored === undefined ? undefined : Stored.parse(JSON.parse(stored));
}
