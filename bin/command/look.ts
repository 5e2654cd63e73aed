import type { IncidentView } from '../../lambdas/api/contract';
import { ApiClient } from './api-client';
import { connected, type WorkOptions } from './connect';
import { Fault } from './fault';
import { incidentReport, stoppedLines } from './incident-report';
import { inert } from './inert';
import { nextSteps } from './next-steps';
import { columns, print } from './print';
import { isCurrent } from './wait';

/** `incidents`: all there are. */
export async function incidents(options: WorkOptions): Promise<void> {
  await connected(options, async (stack) => {
    const all = await ApiClient.of(stack, 'responder').incidents();
    const rows = all.map(({ incident, phase, openedAt, title }) => [
      incident,
      phase,
      openedAt.slice(0, 16),
      inert(title ?? ''),
    ]);
    const lines = all.length > 0 ? columns(rows) : ['no incidents: drop a file, or put an incident record'];
    print(options.json, all, lines);
  });
}

/** `show`: one incident on one screen. */
export async function show(incident: string, options: WorkOptions): Promise<void> {
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    const view = stack.booted ? await currentView(api, incident) : await viewOf(api, incident);
    print(options.json, { ...view, next: nextSteps(view) }, [
      ...incidentReport(view, options.data),
      ...(stack.booted ? stoppedLines(view) : []),
    ]);
  });
}

/** @throws Fault when there is no such incident. */
export async function viewOf(api: ApiClient, incident: string): Promise<IncidentView> {
  const view = await api.incident(incident);
  if (!view) throw new Fault(`there is no incident '${inert(incident)}'; see 'npm start -- incidents'.`);
  return view;
}

const POLL_MS = 250;
const PATIENCE_MS = 20_000;

/**
 * The incident once everything that was decided or dropped has been taken in. While it is being sent, or is put away,
 * nothing is computed anew, and a large file may take its time: then as it is.
 */
export async function currentView(api: ApiClient, incident: string): Promise<IncidentView> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const view = await viewOf(api, incident);
    const atRest = view.phase !== 'draft' && view.phase !== 'review' && view.phase !== 'done';
    if (atRest || isCurrent(view) || performance.now() > until) return view;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
