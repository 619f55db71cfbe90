// Runs in the page: asks the player for frames, one after the other, and reads from its picture which ones came.
// Pictures carry their number as ten bars in their upper half (tests/analyzers/coded_clips.py).
async ({ frames, stepping }) => {
  const PATIENCE_MS = 60_000;
  const player = document.querySelector("[data-testid=player]");
  const video = player.querySelector("video");
  const entry = player.querySelector("form input");
  const canvas = new OffscreenCanvas(160, 96);
  const context = canvas.getContext("2d", { willReadFrequently: true });

  const read = () => {
    context.drawImage(video, 0, 0, 160, 96);
    const row = context.getImageData(0, 24, 160, 1).data;
    let number = 0;
    for (let bit = 0; bit < 10; bit += 1) if (row[4 * (bit * 16 + 8)] > 125) number |= 1 << bit;
    return number;
  };
  // In the very moment in which the player says that a frame is on the screen.
  const shown = (frame) =>
    new Promise((done) => {
      const look = () => {
        if (player.dataset.frame !== String(frame)) return;
        observer.disconnect();
        clearTimeout(late);
        done(read());
      };
      const observer = new MutationObserver(look);
      const late = setTimeout(() => {
        observer.disconnect();
        done(`the player stayed at frame ${player.dataset.frame}`);
      }, PATIENCE_MS);
      observer.observe(player, { attributeFilter: ["data-frame"] });
      look();
    });
  const ask = (frame) => {
    const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    set.call(entry, String(frame));
    entry.dispatchEvent(new Event("input", { bubbles: true }));
    entry.form.requestSubmit();
  };
  const stepBack = () => player.querySelector("[data-testid=step-back]").click();

  const came = [];
  for (const frame of frames) {
    if (stepping) stepBack();
    else ask(frame);
    came.push(await shown(frame));
  }
  return came;
};
