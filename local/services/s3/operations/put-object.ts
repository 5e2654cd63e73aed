import { empty, type Operation } from '../call';
import { allowWrite, checkWriteConditions, commit } from '../commit';
import { describedBy, writtenHeaders } from '../described';
import { receive } from '../storage/receive';

/** The body goes to a file of its own first; the object exists from the commit on, whole. */
export const putObject: Operation = async (call) => {
  const described = describedBy(call);
  allowWrite(call, described);
  checkWriteConditions(call);
  const received = await receive(call.request, call.s3.incoming);
  try {
    checkWriteConditions(call);
    const version = commit(
      call,
      {
        ...described,
        size: received.size,
        etag: received.md5.toString('hex'),
        checksum: received.checksum && { ...received.checksum, type: 'FULL_OBJECT' },
      },
      received.path,
      'ObjectCreated:Put',
    );
    return empty(200, writtenHeaders(version));
  } finally {
    call.s3.incoming.discard(received.path);
  }
};
