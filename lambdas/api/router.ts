/** One call, as the routes see it. */
export interface Call {
  /** Verified principal ARN; undefined on the public route. */
  by?: string;
  parameters: Record<string, string>;
  query: Record<string, string | undefined>;
  body: unknown;
}

export type Route = (call: Call) => Promise<unknown>;

/** `GET /incidents/{incident}` -> route. The keys are exactly API Gateway's route keys. */
export type Routes = Record<string, Route>;
