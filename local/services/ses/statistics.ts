import type { EventType } from './plan';
import type { Xml } from './xml';

const QUARTER_MS = 15 * 60_000;
const COLUMN: Partial<Record<EventType, keyof Point>> = {
  Send: 'DeliveryAttempts',
  Bounce: 'Bounces',
  Complaint: 'Complaints',
  Reject: 'Rejects',
};

interface Point {
  DeliveryAttempts: number;
  Bounces: number;
  Complaints: number;
  Rejects: number;
}

/** What `GetSendStatistics` tells, in quarters of an hour since this process began. */
export class Statistics {
  private readonly quarters = new Map<number, Point>();

  count(type: EventType, at: number): void {
    const column = COLUMN[type];
    if (!column) return;
    const quarter = Math.floor(at / QUARTER_MS);
    const point = this.quarters.get(quarter) ?? {
      DeliveryAttempts: 0,
      Bounces: 0,
      Complaints: 0,
      Rejects: 0,
    };
    point[column] += 1;
    this.quarters.set(quarter, point);
  }

  points(): Xml[] {
    return [...this.quarters].map(([quarter, point]) => ({
      Timestamp: new Date(quarter * QUARTER_MS).toISOString(),
      ...point,
    }));
  }
}
