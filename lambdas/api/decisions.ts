import type { IncidentItem } from '../adapters/register/items';
import { incidentPk, metaSk } from '../adapters/register/keys';
import type { TransactedWrite } from '../adapters/register/table';

/**
 * The write to META that goes with every decision of a person on lines or recipients. It counts the decision, so that
 * reconcile computes the manifest anew, and moves the revision, so that a tick that has not seen it cannot start a run.
 *
 * @param generation of an exposure that the decision adds; nobody else may have taken it meanwhile.
 */
export function countDecision(
  incident: IncidentItem,
  generation?: number,
): TransactedWrite & { key: object } {
  const adds = generation !== undefined;
  return {
    key: { pk: incidentPk(incident.incident), sk: metaSk },
    update: {
      expression: `SET #decisions = if_not_exists(#decisions, :none) + :one, #revision = #revision + :one${
        adds ? ', #generation = :next' : ''
      }`,
      names: {
        '#decisions': 'decisions',
        '#revision': 'revision',
        ...(adds && { '#generation': 'generation' }),
      },
      values: {
        ':none': 0,
        ':one': 1,
        ...(adds && { ':next': generation, ':seen': incident.generation }),
      },
    },
    condition: adds ? '#generation = :seen' : undefined,
  };
}
