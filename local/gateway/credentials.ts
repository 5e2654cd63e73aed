import type { Principal } from '../iam/types';

/** A key pair and whom it stands for. */
export interface Credential {
  accessKeyId: string;
  secretAccessKey: string;
  principal: Principal;
}

/** Who owns an access key; undefined for a key that nobody was given. */
export interface Credentials {
  find(accessKeyId: string): Credential | undefined;
}
