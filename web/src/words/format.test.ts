import { expect, test } from "vitest";
import { ago, count, duration, size } from "./format";

test("durations are said as players say them", () => {
  expect([0, 7, 59.6, 750, 3723].map(duration)).toEqual(["0:00", "0:07", "1:00", "12:30", "1:02:03"]);
});

test("sizes have three digits at most", () => {
  expect([0, 999, 1400, 99_500, 999_600, 12_340_000_000].map(size)).toEqual([
    "0 B",
    "999 B",
    "1.4 kB",
    "100 kB",
    "1.0 MB",
    "12.3 GB",
  ]);
});

test("moments are told by how far away they are", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  expect(ago("2026-03-01T11:59:30Z", now)).toBe("now");
  expect(ago("2026-03-01T09:00:00Z", now)).toBe("3 hours ago");
  expect(ago("2026-03-03T12:00:00Z", now)).toBe("in 2 days");
});

test("one thing is one, and several are several", () => {
  expect([count(0, "file"), count(1, "file"), count(1200, "file")]).toEqual([
    "0 files",
    "1 file",
    "1,200 files",
  ]);
});
