import { createHash } from 'node:crypto';
import type { SynthesizedStack } from './assembly';
import { resolve } from './intrinsics';
import { notNeeded } from './not-needed';
import { creationOrder } from './order';
import { type Place, StackScope } from './stack-scope';
import type { ResourceHandlers, ResourceRequest } from './types';

/**
 * Creates every resource of every stack, in dependency order.
 *
 * @returns the stacks' outputs by name. @throws Error naming stack, resource and type of what cannot be created.
 */
export async function createStacks(
  stacks: SynthesizedStack[],
  handlers: ResourceHandlers,
  place: Place,
): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const exports = new Map<string, unknown>();
  for (const stack of stacks) {
    const scope = new StackScope(stack, place, exports);
    await createResources(stack, scope, handlers, place);
    for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
      if (output.Condition && !scope.condition(output.Condition)) continue;
      const value = resolve(output.Value, scope);
      // What the CDK itself passes from stack to stack is nobody's output.
      if (!name.startsWith('ExportsOutput')) outputs[name] = String(value);
      if (output.Export) exports.set(String(resolve(output.Export.Name, scope)), value);
    }
  }
  return outputs;
}

async function createResources(
  stack: SynthesizedStack,
  scope: StackScope,
  handlers: ResourceHandlers,
  place: Place,
): Promise<void> {
  const { template } = stack;
  const order = creationOrder(template, ({ Condition }) => !Condition || scope.condition(Condition));
  for (const logicalId of order) {
    const { Type: type, Properties } = template.Resources[logicalId]!;
    try {
      const properties = resolve(Properties ?? {}, scope) as Record<string, unknown>;
      const request = requestFor(stack.name, logicalId, type, properties);
      const handler = handlers[type];
      const created = handler ? await handler(request) : notNeeded(request, place.account, place.region);
      if (!created) throw new Error(`the embedded AWS does not offer ${type}`);
      scope.created.set(logicalId, created);
    } catch (error) {
      throw new Error(`${stack.name}/${logicalId} (${type}): ${(error as Error).message}`, { cause: error });
    }
  }
}

function requestFor(
  stack: string,
  logicalId: string,
  type: string,
  properties: Record<string, unknown>,
): ResourceRequest {
  return {
    stack,
    logicalId,
    type,
    properties,
    physicalName: (maxLength) => name(stack, logicalId, maxLength),
  };
}

/** Two long ids may begin alike, so a name that must be cut ends with a digest of the whole. */
function name(stack: string, logicalId: string, maxLength = 63): string {
  const whole = `${stack}-${logicalId}`.toLowerCase();
  if (whole.length <= maxLength) return whole;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, maxLength - 9)}-${digest}`;
}
