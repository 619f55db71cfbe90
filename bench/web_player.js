// Runs in the asset page: times steps and seeks of the player, and the same seeks of a plain video element on the original.
async ({ seeks, original, rate }) => {
  const PACE_MS = 100; // as fast as people press a key
  const player = document.querySelector("[data-testid=player]");
  const entry = player.querySelector("form input");
  const painted = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));
  const shown = (frame) =>
    new Promise((done) => {
      const look = () => {
        if (player.dataset.frame !== String(frame)) return;
        observer.disconnect();
        done();
      };
      const observer = new MutationObserver(look);
      observer.observe(player, { attributeFilter: ["data-frame"] });
      look();
    });
  const timed = async (deed, frame) => {
    const began = performance.now();
    deed();
    await shown(frame);
    return (await painted()) - began;
  };
  const press = (key) => window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const ask = (frame) => {
    const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    set.call(entry, String(frame));
    entry.dispatchEvent(new Event("input", { bubbles: true }));
    entry.form.requestSubmit();
  };

  const times = { paced: [], forward: [], back: [], seek: [], plain: [] };
  let at = Number(player.dataset.frame);
  for (let step = 0; step < seeks.length; step += 1) {
    times.paced.push(await timed(() => press("ArrowRight"), ++at));
    await new Promise((done) => setTimeout(done, PACE_MS));
  }
  for (let step = 0; step < seeks.length; step += 1) times.forward.push(await timed(() => press("ArrowRight"), ++at));
  for (let step = 0; step < seeks.length; step += 1) times.back.push(await timed(() => press("ArrowLeft"), --at));
  for (const frame of seeks) times.seek.push(await timed(() => ask(frame), frame));

  const plain = document.createElement("video");
  plain.muted = true;
  plain.src = original;
  document.body.append(plain);
  await new Promise((done) => plain.addEventListener("canplay", done, { once: true }));
  for (const frame of seeks) {
    const began = performance.now();
    await new Promise((done) => {
      plain.addEventListener("seeked", done, { once: true });
      plain.currentTime = frame / rate;
    });
    times.plain.push((await painted()) - began);
  }
  return times;
};
