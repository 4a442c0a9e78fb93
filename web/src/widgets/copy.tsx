import { useEffect, useState } from 'react';
import { Button } from './button';
import styles from './copy.module.css';

/** Copies text, and says that it did. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [told, setTold] = useState<'copied' | 'not copied' | null>(null);
  useEffect(() => {
    if (told === null) return undefined;
    const timer = setTimeout(() => {
      setTold(null);
    }, 2000);
    return () => {
      clearTimeout(timer);
    };
  }, [told]);
  function copy(): void {
    void written(text).then((done) => {
      setTold(done ? 'copied' : 'not copied');
    });
  }
  return (
    <Button kind="plain" onClick={copy}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5">
        <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" strokeLinejoin="round" />
      </svg>
      <span aria-live="polite">{told === null ? label : told === 'copied' ? 'Copied' : 'Select and copy it by hand'}</span>
    </Button>
  );
}

/** Lines to paste into a terminal or a file, with a button that copies them. */
export function Code({ text, label }: { text: string; label?: string }) {
  return (
    <div className={styles.code}>
      <pre tabIndex={0}>
        <Words text={text} />
      </pre>
      <CopyButton text={text} {...(label === undefined ? {} : { label })} />
    </div>
  );
}

/** Text that breaks between its words alone: browsers would break `--learning-rate` too, at its hyphens. */
export function Words({ text }: { text: string }) {
  return text.split(/(\s+)/).map((part, at) =>
    at % 2 === 1 || !part.includes('-') ? (
      part
    ) : (
      <span key={at} className={styles.word}>
        {part}
      </span>
    ),
  );
}

/** Whether the text is on the clipboard now. Browsers keep the new way from pages that come over plain http. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writtenTheOldWay(text);
  }
}

function writtenTheOldWay(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way on plain http
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
