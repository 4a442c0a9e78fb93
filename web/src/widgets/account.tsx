import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { viewerQuery } from '../api/queries';
import { logOut } from '../api/session';
import { Button } from './button';
import { Dialog } from './dialog';
import { go } from './navigation';
import { Problem } from './problem';

/** Who is looking; behind it, the way out. */
export function Account() {
  const client = useQueryClient();
  const viewer = useQuery(viewerQuery);
  const [open, setOpen] = useState(false);
  const leaving = useMutation({
    mutationFn: logOut,
    onSuccess: () => {
      go('/login', 'replace');
      client.clear(); // what was seen is nobody's now
    },
  });
  if (viewer.data === undefined) return null;
  const { entity, scope, project, version } = viewer.data;
  return (
    <>
      <Button
        kind="bare"
        onClick={() => {
          setOpen(true);
        }}
      >
        {entity}
      </Button>
      {open && (
        <Dialog
          title={`You are ${entity}`}
          onClose={() => {
            setOpen(false);
          }}
          actions={
            <Button
              disabled={leaving.isPending}
              onClick={() => {
                leaving.mutate();
              }}
            >
              Log out
            </Button>
          }
        >
          <p>
            {MAY[scope]}
            {project === null ? '' : `, in ${project} alone`}. This server runs besom {version}.
          </p>
          {leaving.isError && <Problem title="Not logged out" detail={leaving.error.message} />}
        </Dialog>
      )}
    </>
  );
}

const MAY = {
  admin: 'You may see and change everything',
  write: 'You may see and change what is yours',
  read: 'You may look, and change nothing',
  agent: 'You may look, and run agents',
  run: 'You may report for one run',
};
