import { references } from './intrinsics';
import type { ResourceDeclaration, Template } from './template';

/**
 * Which of two ready resources goes first. Roles and policies are complete before anything acts under them;
 * what starts work by itself (mappings, schedules) comes last, when all it may call is there.
 */
function rank(type: string): number {
  if (type.startsWith('AWS::IAM::')) return 0;
  if (type === 'AWS::Lambda::Function') return 2;
  if (type === 'AWS::Lambda::EventSourceMapping' || type === 'AWS::Events::Rule') return 3;
  return 1;
}

/**
 * The logical ids of `included` so that each comes after all it depends on by Ref, Fn::GetAtt, Fn::Sub or DependsOn.
 *
 * @throws Error naming the resources of a circle.
 */
export function creationOrder(
  template: Template,
  included: (resource: ResourceDeclaration) => boolean,
): string[] {
  const waiting = new Map<string, Set<string>>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (included(resource)) waiting.set(id, dependencies(resource));
  }
  for (const needs of waiting.values()) for (const id of needs) if (!waiting.has(id)) needs.delete(id);
  const order: string[] = [];
  while (waiting.size > 0) {
    const next = firstReady(template, waiting);
    if (next === undefined)
      throw new Error(`these resources need each other: ${[...waiting.keys()].join(', ')}`);
    waiting.delete(next);
    for (const needs of waiting.values()) needs.delete(next);
    order.push(next);
  }
  return order;
}

function dependencies(resource: ResourceDeclaration): Set<string> {
  const found = references(resource.Properties ?? {});
  for (const id of [resource.DependsOn ?? []].flat()) found.add(id);
  return found;
}

function firstReady(template: Template, waiting: Map<string, Set<string>>): string | undefined {
  let best: string | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const [id, needs] of waiting) {
    const own = rank(template.Resources[id]!.Type);
    if (needs.size === 0 && own < bestRank) {
      best = id;
      bestRank = own;
    }
  }
  return best;
}
