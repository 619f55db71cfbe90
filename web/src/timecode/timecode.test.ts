import { expect, test } from "vitest";
import cases from "./cases.json";
import { afterDropped, parseEntry } from "./entry";
import { formatTimecode, parseTimecode, type StartTimecode } from "./timecode";

// cases.json holds what format_timecode and parse_timecode of graph/nodes/time.py say: [frame, rate, start, timecode].
const start = (of: unknown): StartTimecode | null =>
  Array.isArray(of) ? { frame: of[0] as number, dropFrame: of[1] as boolean } : null;

test("a frame is called as the server calls it", () => {
  const called = cases.formatted.map(([frame, num, den, from]) =>
    formatTimecode(frame as number, { num: num as number, den: den as number }, start(from)),
  );
  expect(called).toEqual(cases.formatted.map((each) => each[4]));
});

test("a timecode means what it means to the server", () => {
  const meant = cases.parsed.map(([text, num, den]) =>
    parseTimecode(text as string, { num: num as number, den: den as number }),
  );
  expect(meant).toEqual(cases.parsed.map((each) => start(each[3])));
});

const NTSC = { num: 30000, den: 1001 };
const PAL = { num: 25, den: 1 };

test.each([
  ["120", 120],
  ["f120", 120],
  ["+10", 110],
  ["-1s", 75],
  ["+0.5s", 113],
  ["-200", -100],
  ["00:00:04:12", 112],
  ["4:12", 112],
  [" 1:00:00 ", 1500],
  ["4.12", 112],
  ["+1.5", null],
  ["4:30", null],
  ["soon", null],
  ["", null],
])("%j typed at frame 100 of 25 a second asks for %j", (typed, frame) => {
  expect(parseEntry(typed, { rate: PAL, start: null, now: 100 })).toBe(frame);
});

test.each([
  ["01:00:00;02", 2],
  ["01:00:00:02", 2],
  ["01:01:00;02", 1800],
  ["01:01:00;00", null],
  ["1800", 1800],
])("%j typed at a drop-frame medium that starts at one hour asks for %j", (typed, frame) => {
  expect(parseEntry(typed, { rate: NTSC, start: { frame: 107892, dropFrame: true }, now: 0 })).toBe(frame);
});

test("a timecode before the medium's own start is past midnight", () => {
  const clock = { rate: PAL, start: { frame: 24 * 3600 * 25 - 50, dropFrame: false }, now: 0 };
  expect(parseEntry("00:00:00:10", clock)).toBe(60);
});

test("a timecode that drop frame leaves out is told from one that is written wrong", () => {
  const clock = { rate: NTSC, start: { frame: 107892, dropFrame: true }, now: 0 };
  expect(afterDropped("01:01:00;00", clock)).toBe("01:01:00;02");
  expect(afterDropped("1:00:00", clock)).toBe("00:01:00;02");
  expect(afterDropped("01:10:00;00", clock)).toBeNull();
  expect(afterDropped("01:61:00;00", clock)).toBeNull();
  expect(afterDropped("soon", clock)).toBeNull();
  expect(afterDropped("01:01:00:00", { ...clock, start: null })).toBeNull();
});
