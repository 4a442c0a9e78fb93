import { Empty } from '../../widgets/panel';

/** In the place of a chart whose runs are all filtered away. */
export function NoMatch() {
  return <Empty title="No run matches">The filters above say what each leaves out.</Empty>;
}
