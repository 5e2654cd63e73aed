import type { IncidentView } from '../../lambdas/api/contract';
import { counted } from '../../lambdas/domain/plural';

/** Where progress goes: one line that is written over on a terminal, a line a change elsewhere, or nowhere. */
export interface Progress {
  stage(text: string): void;
  show(view: IncidentView): void;
  end(): void;
}

export const silent: Progress = { stage: () => undefined, show: () => undefined, end: () => undefined };

/** Lines that are written over need a terminal; a log gets a line when the stage changes and every 5 s. */
const LOG_EVERY_MS = 5_000;

export function createProgress(out: NodeJS.WriteStream): Progress {
  let stage = '';
  let loggedAt = 0;
  const pace = createPace();
  const write = (text: string) => {
    if (out.isTTY) {
      out.write(`\r\u001b[K${text.slice(0, (out.columns ?? 80) - 1)}`);
    } else if (Date.now() - loggedAt > LOG_EVERY_MS) {
      loggedAt = Date.now();
      out.write(`${text}\n`);
    }
  };
  return {
    stage(text) {
      if (text === stage) return;
      stage = text;
      loggedAt = 0;
      write(text);
    },
    show(view) {
      this.stage(stageOf(view));
      write(`${stage}  ${lineOf(view, pace)}`);
    },
    end() {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}

function stageOf(view: IncidentView): string {
  if (view.drops.some(({ state }) => state === 'received' || state === 'reading')) return 'reading';
  if (view.phase === 'sending') return 'sending';
  return view.phase;
}

function lineOf(view: IncidentView, pace: Pace): string {
  if (view.run && view.run.state !== 'ended') return sendingLine(view, pace);
  const reading = view.drops.map(({ progress }) => progress).filter((progress) => progress !== undefined);
  const sum = (field: 'bytes' | 'lines' | 'recipients') =>
    reading.reduce((total, progress) => total + progress[field], 0);
  return `${size(sum('bytes'))} and ${counted(sum('lines'), 'line')} read, ${counted(sum('recipients'), 'recipient')} found`;
}

function sendingLine(view: IncidentView, pace: Pace): string {
  const sent = view.lanes.reduce((total, { accepted }) => total + accepted, 0);
  const left = Math.max(0, (view.totals?.pending ?? 0) - sent);
  const rate = pace(sent);
  const eta = rate > 0 && left > 0 ? `, ${Math.ceil(left / rate)} s left` : '';
  const waiting = view.lanes.find(({ state }) => state === 'waiting');
  const why = waiting ? ` (waiting for ${waiting.waitingFor} until ${waiting.resumeAt})` : '';
  return `${counted(sent, 'mail')} accepted, ${rate.toFixed(0)}/s${eta}${why}`;
}

type Pace = (sent: number) => number;

/** Mails a second over the last 5 s of looks. */
function createPace(): Pace {
  const looks: { at: number; sent: number }[] = [];
  return (sent) => {
    const at = performance.now();
    looks.push({ at, sent });
    while (looks.length > 2 && at - looks[0]!.at > 5_000) looks.shift();
    const first = looks[0]!;
    return at === first.at ? 0 : ((sent - first.sent) * 1000) / (at - first.at);
  };
}

export function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} KB` : `${Math.round(bytes / 1e6)} MB`;
}
