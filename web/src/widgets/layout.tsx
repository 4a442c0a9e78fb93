/** The frame of every screen: where we are, whether it is live, and the switches. */
import { useEffect, useRef, type ReactNode } from 'react';
import { formatPlace, type Place } from '../base/place';
import { Account } from './account';
import { KeyHelp } from './keys';
import styles from './layout.module.css';
import { LiveDot, OfflineBar } from './live';
import { Link } from './navigation';
import { useKeptPageScroll } from './scroll';
import { ThemeSwitch } from './theme';
import { Toasts } from './toasts';

export function Layout({ place, children }: { place: Place; children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const path = formatPlace(place);
  const before = useRef(path);
  useKeptPageScroll(path);
  useEffect(() => {
    // After a link to another screen the keyboard and screen readers go on from its beginning, as they would after a load.
    if (before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.bar}>
        <Link className={styles.home} href="/">
          <img src="/favicon.svg" alt="" width="20" height="20" />
          besom
        </Link>
        <Path place={place} />
        <LiveDot />
        <div className={styles.switches}>
          <Account />
          <ThemeSwitch />
          <KeyHelp />
        </div>
      </header>
      <OfflineBar />
      <main ref={main} id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
      <Toasts />
    </>
  );
}

/** Entity, project and what is shown, each a link to where it leads. */
function Path({ place }: { place: Place }) {
  const steps = stepsTo(place);
  return (
    <nav className={styles.path} aria-label="Where you are">
      <ol>
        {steps.map(({ text, to }, at) => (
          <li key={to}>
            {at === steps.length - 1 ? <span aria-current="page">{text}</span> : <Link href={to}>{text}</Link>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function stepsTo(place: Place): { text: string; to: string }[] {
  if (!('of' in place) || place.of === null) return [];
  const { entity, project } = place.of;
  const home = { text: `${entity}/${project}`, to: formatPlace({ screen: 'sweeps', of: place.of }) };
  if (place.screen === 'sweeps') return [home];
  const text = place.screen === 'sweep' ? `sweep ${place.sweep}` : `run ${place.run}`;
  return [home, { text, to: formatPlace(place) }];
}
