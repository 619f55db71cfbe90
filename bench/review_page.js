// Runs before a page of a room: notes when things are said here, reach this window's sockets, and stand on its screen.
// Times are milliseconds since 1970, the same clock in all windows of one machine.
globalThis.timing = { sent: new Map(), there: new Map(), seen: new Map(), done: false };
{
  const { timing } = globalThis;
  const now = () => performance.timeOrigin + performance.now();
  const note = (into, key) => into.has(key) || into.set(key, now());
  const named = /(?:note|bare) [ab] \d+/g;
  const drawn = /"AnnotationAdded".*?"annotation":\{"id":"([^"]+)"/;
  const strokes = [];

  // A drawing is known by the id that the server gives it; this window's own come back in the order they were made.
  const ask = globalThis.fetch;
  globalThis.fetch = async (...given) => {
    const answer = await ask(...given);
    if (String(given[1]?.body).includes("mutation AddAnnotation")) {
      const { data } = await answer.clone().json();
      timing.sent.set(`drawing ${timing.name} ${data.addAnnotation.annotation.id}`, strokes.shift());
    }
    return answer;
  };

  const Native = globalThis.WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        for (const [key] of String(data).matchAll(named)) note(timing.there, key);
        const at = drawn.exec(String(data));
        if (at) note(timing.there, at[1]);
      });
    }
  };

  const seen = () => {
    const keys = [];
    for (const each of document.querySelectorAll("[data-testid=comment] p, #list li")) keys.push(...(each.textContent.match(named) ?? []));
    for (const each of document.querySelectorAll("[data-testid=drawing]")) keys.push(each.dataset.drawing);
    return keys.filter((key) => !timing.seen.has(key));
  };
  const painted = (keys) => requestAnimationFrame(() => {
    for (const key of keys) note(timing.seen, key);
  });
  addEventListener("DOMContentLoaded", () =>
    new MutationObserver(() => {
      const keys = seen();
      if (keys.length > 0) painted(keys);
    }).observe(document.body, { childList: true, subtree: true, characterData: true }),
  );

  const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  Element.prototype.setPointerCapture = () => {}; // there is no real pointer to hold
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const deeds = {
    note: async (key) => {
      const box = document.querySelector("[data-testid=comment-box]");
      write.call(box, key);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      await pause(20);
      note(timing.sent, key);
      document.querySelector("[data-testid=send-comment]").click();
    },
    drawing: async () => {
      const tool = document.querySelector("[data-testid=draw]");
      if (tool.getAttribute("aria-pressed") !== "true") {
        tool.click();
        await pause(100);
      }
      const surface = document.querySelector("[data-testid=drawing-surface]");
      const { left, top, width, height } = surface.getBoundingClientRect();
      for (const [kind, part] of [["pointerdown", 0.2], ["pointermove", 0.5], ["pointermove", 0.7], ["pointerup", 0.7]]) {
        const [clientX, clientY] = [left + part * width, top + Math.random() * height];
        if (kind === "pointerup") strokes.push(now());
        surface.dispatchEvent(new PointerEvent(kind, { clientX, clientY, isPrimary: true, bubbles: true, pointerId: 1 }));
        await pause(20);
      }
    },
    bare: async (key) => {
      await globalThis.ready;
      note(timing.sent, key);
      globalThis.say(key);
    },
  };
  timing.begin = async (kind, name, count, every) => {
    timing.done = false;
    timing.name = name;
    for (let number = 0; number < count; number += 1) {
      await deeds[kind](`${kind} ${name} ${number}`);
      await pause(every);
    }
    timing.done = true;
  };
}
