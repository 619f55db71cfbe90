// Runs in every page before its own scripts: notes when a box can be typed in, and scrolls through long lists.
(ready) => {
  window.ready = new Promise((done) => {
    const look = () => {
      if (document.querySelector(ready)) requestIdleCallback(() => done(performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  });

  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const SPEED = 320; // pixels a frame: a row of cards, faster than anybody reads

  // Places inside the list and the window where no card is, in the middle of each card's place.
  const empty = (list, card) => {
    const box = list.getBoundingClientRect();
    const top = Math.max(box.top, 160);
    const bottom = Math.min(box.bottom, innerHeight);
    let found = 0;
    for (let y = top + 20; y < bottom - 20; y += card.height / 2)
      for (let x = box.left + card.width / 2; x < box.right - card.width / 4; x += card.width + 14) {
        const at = document.elementFromPoint(x, y);
        // Between two rows the list itself shows, for as much as a gap is wide.
        const near = document.elementFromPoint(x, y + 16);
        if (at === list && near === list) found += 1;
      }
    return found;
  };

  window.scrollThrough = async () => {
    const list = document.querySelector("[data-testid=hit]").closest("ul");
    const card = document.querySelector("article").getBoundingClientRect();
    const frames = [];
    let blank = 0;
    let last = performance.now();
    for (;;) {
      scrollBy(0, SPEED);
      await frame();
      const now = performance.now();
      frames.push(now - last);
      last = now;
      blank += empty(list, card);
      if (document.querySelector("[data-end]") && scrollY + innerHeight >= document.body.scrollHeight - 2) break;
    }
    const places = [...document.querySelectorAll("li[aria-posinset]")].map((each) => Number(each.ariaPosInSet));
    return { frames, blank, hits: Math.max(...places), built: await window.ready };
  };

  window.plainList = async (count) => {
    const card = document.querySelector("article");
    const { width, height } = card.getBoundingClientRect();
    const began = performance.now();
    const list = document.createElement("ul");
    list.style.cssText = `position:relative;display:grid;grid-template-columns:repeat(5,${width}px);gap:14px`;
    for (let place = 0; place < count; place += 1) {
      const item = document.createElement("li");
      item.append(card.cloneNode(true));
      item.style.height = `${height}px`;
      list.append(item);
    }
    document.body.replaceChildren(list);
    scrollTo(0, 0);
    await frame();
    await frame();
    const built = performance.now() - began;
    const frames = [];
    let last = performance.now();
    while (scrollY + innerHeight < document.body.scrollHeight - 2) {
      scrollBy(0, SPEED);
      await frame();
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return { frames, blank: 0, hits: count, built };
  };
}
