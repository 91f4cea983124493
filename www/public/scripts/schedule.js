// Runs a function at an interval, but not in a hidden tab: there it waits until the tab is visible.
export class Schedule {
  #run;
  #seconds = 0;
  #due = 0;
  #timer;

  constructor(run) {
    this.#run = run;
    document.addEventListener("visibilitychange", () => this.#arm());
  }

  every(seconds) {
    this.#seconds = seconds;
    this.restart();
  }

  // The whole interval from now.
  restart() {
    this.#due = Date.now() + this.#seconds * 1000;
    this.#arm();
  }

  #arm() {
    clearTimeout(this.#timer);
    if (this.#seconds === 0 || document.hidden) return;
    this.#timer = setTimeout(
      () => {
        this.restart();
        this.#run();
      },
      Math.max(0, this.#due - Date.now()),
    );
  }
}
