import * as z from 'zod';
import type { Overrides } from '../domain/intake/dialect/detect';
import type { Position } from './findings-writer';

/**
 * Where writing goes on, and how reading began: a change of the incident's record in between must not give half a
 * file another dialect, and another program might settle a row before the checkpoint that nobody then writes.
 */
export interface Checkpoint {
  at: Position;
  /** The program that began, by the digest of its code. */
  reader: string;
  /** How many passes over the file: more than one where its recipients do not fit into memory at once. */
  passes: number;
  /** 16 random bytes in hex: the key of the fingerprints, which also share recipients out to passes. */
  seed: string;
  overrides: Overrides;
}

const Stored = z.object({
  at: z.object({
    pass: z.int().nonnegative(),
    member: z.int().nonnegative(),
    line: z.int().nonnegative(),
  }),
  reader: z.string(),
  passes: z.int().positive(),
  seed: z.string().length(32),
  overrides: z.custom<Overrides>((value) => typeof value === 'object' && value !== null),
});

export const formatCheckpoint = (checkpoint: Checkpoint): string => JSON.stringify(checkpoint);

/** @returns undefined where there is none. */
export function parseCheckpoint(stored: string | undefined): Checkpoint | undefined {
  return stored === undefined ? undefined : Stored.parse(JSON.parse(stored));
}
