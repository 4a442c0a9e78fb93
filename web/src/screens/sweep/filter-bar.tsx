/** What narrows the runs in every view, always in sight: words, states, brushes; and how many are left. */
import { RUN_STATES } from '../../base/states';
import type { View } from '../../base/view';
import { Button } from '../../widgets/button';
import { SearchBox, StateFilter } from '../../widgets/filters';
import type { ChangeView } from '../../widgets/navigation';
import type { Facts } from './facts';
import styles from './filter-bar.module.css';
import { ALL, type Selection } from './selection';

interface Props {
  readonly view: View;
  readonly change: ChangeView;
  readonly facts: Facts;
  readonly selection: Selection;
  readonly total: number;
}

export function FilterBar({ view, change, facts, selection, total }: Props) {
  const { matching, chips, counts } = selection;
  const narrowed = chips.length > 0 || view.state.length > 0;
  return (
    <div className={styles.bar} role="search" aria-label="Runs shown">
      <div className={styles.search}>
        <SearchBox
          label={`Filter runs: ${example(facts)}`}
          value={view.q}
          onChange={(q) => {
            change({ q });
          }}
        />
      </div>
      <StateFilter
        states={RUN_STATES}
        counts={counts}
        chosen={view.state}
        onChange={(state) => {
          change({ state });
        }}
      />
      <ul className={styles.chips}>
        {chips.map(({ text, problem, removes, without }) => (
          <li key={text}>
            <button
              type="button"
              className={styles.chip}
              data-problem={problem === null ? undefined : ''}
              title={problem ?? `Leaves out ${removes} more`}
              aria-label={`Remove the filter ${text}${problem === null ? '' : `: ${problem}`}`}
              onClick={() => {
                change(without);
              }}
            >
              {text}
              {problem !== null && <span> {problem}</span>}
              <span className={styles.removes}>−{removes}</span>
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.count} role="status">
        {narrowed ? `${matching.length} of ${total} runs match` : total === 1 ? '1 run' : `${total} runs`}
      </p>
      {narrowed && (
        <Button
          kind="bare"
          onClick={() => {
            change(ALL);
          }}
        >
          Show all
        </Button>
      )}
    </div>
  );
}

/** A filter that would mean something here. */
function example({ varied, metric }: Facts): string {
  const name = varied[0] ?? metric ?? 'time';
  return `${name}<0.01`;
}
