import { useState } from 'react';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { Age } from '../../ui/age.tsx';
import { Status } from '../../ui/status.tsx';

/** Whether the application has come since this was opened: the proof that the snippet works. */
export function SeenLive({ client }: { client: ClientSummary }) {
  const [since] = useState(client.lastUsedUs);
  const came = client.lastUsedUs !== null && client.lastUsedUs !== since;
  if (came) return <Status tone="ready" word="It came" detail={<Age us={client.lastUsedUs} />} />;
  if (since === null) return <Status tone="busy" word="Waiting for its first request" />;
  return (
    <Status
      tone="busy"
      word="Waiting for its next request"
      detail={<Age us={since} prefix="last seen" />}
    />
  );
}
