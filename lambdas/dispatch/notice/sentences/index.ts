import type { Language } from '../../../domain/incident-record';
import { de } from './de';
import { en } from './en';
import { nl } from './nl';
import type { Sentences } from './sentences';
import { zhHant } from './zh-hant';

export type { Sentences } from './sentences';

/** The fixed sentences of every language a notice can be written in. */
export const SENTENCES: Record<Language, Sentences> = { en, de, nl, 'zh-Hant': zhHant };
