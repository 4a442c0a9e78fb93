import type { Goal } from './series';

const MORE = /acc|auc|f1|score|reward|return|precision|recall|iou|bleu|rouge|psnr|ssim|map$|r2/i;

/** Which way a metric is good that no sweep says it of, told by its name. */
export function goalOf(metric: string): Goal {
  return MORE.test(metric) ? 'maximize' : 'minimize';
}
