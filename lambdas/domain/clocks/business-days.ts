import usFederal from './calendars/us-federal.json';

interface Holiday {
  name: string;
  month: number;
  day?: number;
  /** 0 is Sunday; with `nth`: the n-th such day of the month, -1 the last. */
  weekday?: number;
  nth?: number;
  from?: number;
}

interface Calendar {
  timeZone: string;
  /** A filing after this local time counts for the next business day. */
  endOfDay: string;
  holidays: Holiday[];
}

const CALENDARS: Record<string, Calendar> = { 'us-federal': usFederal };
const DAY = 86_400_000;

/**
 * The end of the n-th business day after `start`, in the calendar's own time zone. The day of `start` does not
 * count; Saturdays, Sundays and holidays (observed on the nearest weekday) do not either.
 *
 * @throws Error for a calendar that is not there: a mistake in our data.
 */
export function businessDaysAfter(start: Date, count: number, calendarId: string): Date {
  const calendar = CALENDARS[calendarId];
  if (!calendar) throw new Error(`there is no business-day calendar '${calendarId}'`);
  let day = localDay(start, calendar.timeZone);
  for (let left = count; left > 0; ) {
    day += DAY;
    if (isBusinessDay(day, calendar)) left--;
  }
  return localTime(day, calendar.endOfDay, calendar.timeZone);
}

/** The date in that place, as the UTC midnight of the same date. */
function localDay(moment: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
  return Date.parse(`${parts}T00:00:00Z`);
}

/** The moment at which the clocks of that place show this date and time. */
function localTime(day: number, time: string, timeZone: string): Date {
  const [hours, minutes] = time.split(':').map(Number);
  const wanted = day + (hours! * 60 + minutes!) * 60_000;
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  const seen = Date.parse(`${shown.format(wanted).replace(', ', 'T')}Z`);
  return new Date(wanted + (wanted - seen));
}

function isBusinessDay(day: number, calendar: Calendar): boolean {
  const weekday = new Date(day).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  const year = new Date(day).getUTCFullYear();
  // 1 January of the next year may be observed on 31 December of this one
  return ![year, year + 1].some((y) => calendar.holidays.some((holiday) => observed(holiday, y) === day));
}

function observed(holiday: Holiday, year: number): number | undefined {
  if (holiday.from && year < holiday.from) return undefined;
  if (holiday.day === undefined) return nthWeekday(holiday, year);
  const day = Date.UTC(year, holiday.month - 1, holiday.day);
  const weekday = new Date(day).getUTCDay();
  if (weekday === 6) return day - DAY;
  return weekday === 0 ? day + DAY : day;
}

function nthWeekday({ month, weekday = 0, nth = 1 }: Holiday, year: number): number {
  if (nth < 0) {
    const last = Date.UTC(year, month, 0);
    return last - ((new Date(last).getUTCDay() - weekday + 7) % 7) * DAY;
  }
  const first = Date.UTC(year, month - 1, 1);
  return first + (((weekday - new Date(first).getUTCDay() + 7) % 7) + (nth - 1) * 7) * DAY;
}
