'use strict';
/**
 * Runs in the child process of a function: loads the bundle, then handles one invocation after the other.
 * Plain CommonJS, because it starts without any loader, whatever the parent was started with.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const { env } = process;
/** Lambda's limit for a synchronous answer, 6 MB. */
const MAX_PAYLOAD_BYTES = 6_291_556;

// The parent is gone, be it by SIGKILL: nobody may go on working for it.
process.on('disconnect', () => process.exit(1));
// Ctrl-C reaches every process of a terminal, but only the parent ends us; SIGTERM announces it, as on AWS.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

const log = (line) => process.stdout.write(`${line}\n`);

/** An error as Lambda shows it to the caller. */
function describe(error) {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  return { type: error.name, message: error.message, stack: error.stack };
}

async function loadHandler() {
  const [, file, name] = /^(.+)\.([^.]+)$/.exec(env._HANDLER) ?? [];
  const base = join(env.LAMBDA_TASK_ROOT, String(file));
  const path = ['.js', '.cjs', '.mjs'].map((extension) => base + extension).find(existsSync);
  if (!path) throw named('Runtime.ImportModuleError', `Cannot find module '${file}'`);
  const loaded = path.endsWith('.mjs') ? await import(pathToFileURL(path).href) : require(path);
  if (typeof loaded[name] !== 'function') {
    throw named('Runtime.HandlerNotFound', `${env._HANDLER} is undefined or not exported`);
  }
  return loaded[name];
}

const named = (name, message) => Object.assign(new Error(message), { name });

function contextOf({ id, deadline, arn }) {
  return {
    awsRequestId: id,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: arn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function encode(result) {
  const payload = JSON.stringify(result ?? null) ?? 'null';
  const bytes = Buffer.byteLength(payload);
  if (bytes <= MAX_PAYLOAD_BYTES) return payload;
  throw named(
    'Function.ResponseSizeTooLarge',
    `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
  );
}

async function invoke(handler, request) {
  const started = process.hrtime.bigint();
  log(`START RequestId: ${request.id} Version: ${env.AWS_LAMBDA_FUNCTION_VERSION}`);
  // The SDK passes it on in every call: so a message knows which functions it has been through.
  env._X_AMZN_TRACE_ID = request.trace;
  let answer;
  try {
    const result = await handler(JSON.parse(request.event), contextOf(request));
    answer = { kind: 'done', payload: encode(result) };
  } catch (error) {
    answer = { kind: 'failed', error: describe(error) };
    log(`${new Date().toISOString()}\t${request.id}\tERROR\tInvoke Error\t${JSON.stringify(answer.error)}`);
  }
  const duration = (Number(process.hrtime.bigint() - started) / 1e6).toFixed(2);
  const memory = Math.ceil(process.resourceUsage().maxRSS / 1024);
  log(
    `REPORT RequestId: ${request.id} Duration: ${duration} ms Memory Size: ${env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE} MB Max Memory Used: ${memory} MB`,
  );
  process.send(answer);
}

log(`INIT_START Runtime Version: nodejs:${process.versions.node}`);
loadHandler().then(
  (handler) => {
    process.on('message', (request) => void invoke(handler, request));
    process.send({ kind: 'ready' });
  },
  (error) => {
    const description = describe(error);
    log(`${new Date().toISOString()}\tundefined\tERROR\tUncaught Exception\t${JSON.stringify(description)}`);
    process.send({ kind: 'failed', error: description }, () => process.exit(1));
  },
);
