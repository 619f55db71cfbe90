import { expect, test } from "vitest";
import { ServerClock } from "./clock";
import { Coalesced } from "./coalesced";
import { frameAt, type Moving } from "./playhead";

const T0 = Date.parse("2026-01-01T00:00:00.000Z");
const still: Moving = {
  frame: 100,
  playing: false,
  rate: 1,
  serverTime: "2026-01-01T00:00:00.000Z",
  loop: null,
};
const clip = { frames: 1000, fps: 24000 / 1001 };

test("a head that stands is where it was told", () => {
  expect(frameAt(still, clip, T0 + 5000)).toBe(100);
});

test("a head that plays is further on by what was played since, at any rate and either way", () => {
  expect(frameAt({ ...still, playing: true }, clip, T0 + 1001)).toBe(124);
  expect(frameAt({ ...still, playing: true, rate: 2 }, clip, T0 + 1001)).toBe(148);
  expect(frameAt({ ...still, playing: true, rate: -1 }, clip, T0 + 1001)).toBe(76);
});

test("a head stays within the clip", () => {
  expect(frameAt({ ...still, playing: true }, clip, T0 + 3_600_000)).toBe(999);
  expect(frameAt({ ...still, playing: true, rate: -1 }, clip, T0 + 3_600_000)).toBe(0);
});

test("a head in a loop goes round in it, forwards and backwards", () => {
  const loop = { start: 96, end: 120 };
  const even = { frames: 1000, fps: 24 };
  expect(frameAt({ ...still, playing: true, loop }, even, T0 + 1000)).toBe(100);
  expect(frameAt({ ...still, playing: true, loop }, even, T0 + 1500)).toBe(112);
  expect(frameAt({ ...still, playing: true, rate: -1, loop }, even, T0 + 500)).toBe(112);
});

test("a clock that runs behind does not play backwards", () => {
  expect(frameAt({ ...still, playing: true }, clip, T0 - 400)).toBe(100);
});

test("the server's time comes from the answer with the shortest way", () => {
  let local = 1000;
  const clock = new ServerClock(() => local);
  expect(clock.now()).toBe(1000);
  clock.read(1000, 1400, 6100);
  clock.read(1400, 1420, 6410);
  clock.read(1420, 2020, 6500);
  local = 3000;
  expect(clock.now()).toBe(8000);
});

test("of what is given quickly the newest is sent, and always the last", async () => {
  const sent: number[] = [];
  const sending = new Coalesced<number>(async (value) => void sent.push(value), 20);
  for (let value = 1; value <= 50; value += 1) sending.give(value);
  await new Promise((done) => setTimeout(done, 80));
  expect(sent).toEqual([1, 50]);
});
