/** A resource of the template, its properties resolved (no intrinsic function is left in them). */
export interface ResourceRequest {
  stack: string;
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  /** Deterministic across boots: `<stack>-<logicalId>` in lower case, cut to `maxLength`. */
  physicalName(maxLength?: number): string;
}

/** What `Ref` and `Fn::GetAtt` answer for it. */
export interface CreatedResource {
  ref: string;
  attributes: Record<string, string>;
}

/**
 * Creates what the template names, or finds it again: called for every resource at every boot, in dependency
 * order, over the state of the last one. Services export a map from CloudFormation type to handler.
 */
export type ResourceHandler = (request: ResourceRequest) => CreatedResource | Promise<CreatedResource>;
export type ResourceHandlers = Record<string, ResourceHandler>;
