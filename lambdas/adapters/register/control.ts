import type { ControlItem, ReputationItem } from './items';
import { controlSk, incidentPk, reputationSk } from './keys';
import type { RegisterTable, TransactedWrite } from './table';

/** Stops all lanes of the run within a second; lost when somebody has stopped it already. */
export function pauseOf(
  incident: string,
  run: string,
  said: { by: string; at: string; why: string },
): TransactedWrite {
  const item: ControlItem = { pk: incidentPk(incident), sk: controlSk, run, control: 'pause', ...said };
  return {
    put: item,
    condition: {
      expression: '#run = :run AND #control = :go',
      names: { '#run': 'run', '#control': 'control' },
      values: { ':run': run, ':go': 'go' },
    },
  };
}

/** The run's control field and the counters its breaker watches: two small items, read every second. */
export class Controls {
  constructor(private readonly table: RegisterTable) {}

  read(incident: string): Promise<ControlItem | undefined> {
    return this.table.get<ControlItem>({ pk: incidentPk(incident), sk: controlSk });
  }

  reputation(incident: string): Promise<ReputationItem | undefined> {
    return this.table.get<ReputationItem>({ pk: incidentPk(incident), sk: reputationSk }, false);
  }

  async count(incident: string, counts: Required<Omit<ReputationItem, 'pk' | 'sk'>>): Promise<void> {
    await this.table.update(
      { pk: incidentPk(incident), sk: reputationSk },
      {
        expression: 'ADD finals :finals, hardBounces :hard, complaints :complaints, moves :moves',
        values: {
          ':finals': counts.finals,
          ':hard': counts.hardBounces,
          ':complaints': counts.complaints,
          ':moves': counts.moves,
        },
      },
      undefined,
      'NONE',
    );
  }
}
