/** IAM as far as the synthesized templates use it. */

export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  NotPrincipal?: Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[] | boolean | number>>;
}

export interface PolicyDocument {
  Version?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/**
 * Who calls. A `service` (s3.amazonaws.com) and `anonymous` (an unsigned call to a public route) have no
 * policies of their own: resource policies decide.
 */
export interface Principal {
  type: 'role' | 'user' | 'service' | 'anonymous';
  /** Role or user ARN; for a service its name. */
  arn: string;
  /** Named policies, so that a report can say which statement was never used. */
  policies: { name: string; document: PolicyDocument }[];
}

export interface AccessRequest {
  principal: Principal;
  /** `s3:GetObject` */
  action: string;
  /** Full ARN, or `*` for actions without a resource. */
  resource: string;
  /** Condition keys by their IAM name, e.g. `aws:SourceArn`, `ses:FromAddress`, `aws:SecureTransport`. */
  context?: Record<string, string | string[] | boolean>;
  /** Of the resource itself: bucket, queue, topic or key policy. */
  resourcePolicy?: PolicyDocument;
  /** KMS: an identity policy counts only where the key policy lets it (the account root statement). */
  resourcePolicyMustAllow?: boolean;
}

/** @throws AccessDenied (see gateway/errors.ts) when not allowed. Records which statement allowed it. */
export interface Authorizer {
  authorize(request: AccessRequest): void;
}
