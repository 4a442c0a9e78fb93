/** How one gets in: by a link that the command line prints. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { viewerQuery } from '../../api/queries';
import { sessionQuery } from '../../api/session';
import { parseLoginLink, type LoginLink } from '../../base/loginlink';
import { Code } from '../../widgets/copy';
import { go } from '../../widgets/navigation';
import styles from './login.module.css';

export function Login() {
  const [link, setLink] = useState(() => parseLoginLink(location.hash));
  useEffect(() => {
    document.title = 'Log in · besom';
    forgetToken();
    // A link pasted into the tab that shows this changes nothing but the fragment.
    const take = (): void => {
      const pasted = parseLoginLink(location.hash);
      if (pasted !== null) setLink(pasted);
      forgetToken();
    };
    window.addEventListener('hashchange', take);
    return () => {
      window.removeEventListener('hashchange', take);
    };
  }, []);
  return link === null ? <HowTo title="Log in" /> : <LoggingIn key={link.token} link={link} />;
}

/** The token works once; it need not stand in the history. */
function forgetToken(): void {
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
}

function LoggingIn({ link }: { link: LoginLink }) {
  const client = useQueryClient();
  const session = useQuery(sessionQuery(link.token));
  useEffect(() => {
    if (session.data === undefined) return;
    client.setQueryData(viewerQuery.queryKey, session.data);
    go(link.next, 'replace');
  }, [session.data, client, link.next]);
  if (session.isError) return <HowTo title="This link does not work">{session.error.message}</HowTo>;
  return (
    <Card title="Logging in…">
      <p role="status">One moment.</p>
    </Card>
  );
}

function HowTo({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Card title={title}>
      {children !== undefined && <p role="alert">{children}</p>}
      <p>A terminal on a machine that besom already knows prints a link that logs this browser in:</p>
      <Code text="besom open" />
      <p>The link works once, within ten minutes. After that this browser stays logged in for 30 days.</p>
    </Card>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <img src="/favicon.svg" alt="" width="20" height="20" />
          besom
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
