/** How fast something may be done again and again: a few at once, then so many a second. */
export class Pace {
  private readonly most: number;
  private readonly perSecond: number;
  private left: number;
  private at = 0;

  constructor(most: number, perSecond: number) {
    this.most = most;
    this.perSecond = perSecond;
    this.left = most;
  }

  /** Milliseconds until it may be done; 0 is now, and counts as done. `now` in milliseconds. */
  wait(now: number): number {
    this.left = Math.min(this.most, this.left + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.left < 1) return Math.ceil(((1 - this.left) / this.perSecond) * 1000);
    this.left -= 1;
    return 0;
  }
}
