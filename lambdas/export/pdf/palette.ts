import { rgb } from '@cantoo/pdf-lib';

/** The colours of the report on white paper; text holds 4.5:1. */
export const INK = rgb(0.1, 0.12, 0.14);
export const SOFT = rgb(0.34, 0.38, 0.42);
export const RULE = rgb(0.82, 0.84, 0.87);
export const PANEL = rgb(0.965, 0.973, 0.98);
export const TONES = { good: rgb(0.1, 0.5, 0.22), bad: rgb(0.7, 0.14, 0.1), open: rgb(0.48, 0.34, 0) };
export const GROUPS = { told: rgb(0.04, 0.42, 0.8), missed: TONES.bad, open: TONES.open };
export type Color = typeof INK;
