/**
 * Sends the newest of what is given, one at a time and at most once in `everyMs`. The last one given is always sent.
 */
export class Coalesced<T> {
  private waiting: { value: T } | null = null;
  private busy = false;

  constructor(
    private send: (value: T) => Promise<void>,
    private everyMs = 50,
  ) {}

  give(value: T): void {
    this.waiting = { value };
    if (!this.busy) void this.run();
  }

  /** Forget what was not sent yet. */
  drop(): void {
    this.waiting = null;
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      while (this.waiting !== null) {
        const { value } = this.waiting;
        this.waiting = null;
        await Promise.all([this.send(value), new Promise((done) => setTimeout(done, this.everyMs))]);
      }
    } finally {
      this.busy = false;
    }
  }
}
