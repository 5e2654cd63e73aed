export interface FunctionDefinition {
  name: string;
  arn: string;
  roleArn: string;
  /** Folder of the bundle and `index.handler`. */
  directory: string;
  handler: string;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  /** How many invocations may run at once. */
  concurrency: number;
  /** `Terminate`: the function is stopped when it keeps messaging its own queue. */
  recursiveLoop: 'Allow' | 'Terminate';
}

/** `error` is what the handler threw, or `Task timed out` / `Runtime exited`. */
export type Invocation = { payload: unknown } | { error: { type: string; message: string } };

export interface LambdaRuntime {
  /**
   * Runs the real bundle in a child process; one invocation at a time per process, as AWS does.
   *
   * @param from another service that asks (API Gateway, EventBridge): needs a Permission of the template.
   * @throws AccessDenied when the function's Permissions do not let `from` in.
   */
  invoke(
    functionName: string,
    event: unknown,
    from?: { service: string; sourceArn: string },
  ): Promise<Invocation>;
}

/** Lets one service hand work to another without knowing it: S3 -> SQS, SNS -> SQS, SES -> SNS. */
export interface Deliveries {
  /** @throws AccessDenied when the queue's policy does not let the sender in. */
  sendToQueue(queueArn: string, body: string, from: { service: string; sourceArn: string }): Promise<void>;
  publishToTopic(
    topicArn: string,
    message: string,
    from: { service: string; sourceArn: string },
  ): Promise<void>;
}
