import { ServiceError } from '../../../gateway/errors';

/** What DynamoDB says about a table that is not there. */
export const tableNotFound = (name: string) =>
  new ServiceError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
