import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createExchange, type ExchangeParts } from './exchange';
import type { Service } from './types';

export interface Gateway {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  port: number;
  /** From now on requests whose signature names `service.name` go to it. */
  register(service: Service): void;
  /** Ends the listener and every open connection, also when called again; services are closed by who made them. */
  close(): Promise<void>;
}

export type GatewayOptions = Omit<ExchangeParts, 'services'> & { port: number };

/**
 * One loopback listener for all services. Its address is known before any service is built, because queue URLs
 * and Lambda environments contain it.
 *
 * @throws Error in one sentence when the port is taken or reserved.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const services = new Map<string, Service>();
  const exchange = createExchange({ ...options, services });
  const server = createServer((message, response) => void exchange(message, response));
  // Never close an idle connection: a client that sends at that very moment sees a reset, and a mail whose
  // reply is lost that way is an `unknown` for ever. Long uploads may take as long as they like.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    register: (service) => void services.set(service.name, service),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusedPort(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
}

function refusedPort(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new Error(`port ${port} is in use; choose another one`);
  if (error.code === 'EACCES') return new Error(`port ${port} is reserved; choose one above 1023`);
  return error;
}
