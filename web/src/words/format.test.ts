import { expect, test } from "vitest";
import { ago, count, date, duration, grouped, size } from "./format";

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
  expect(ago("2026-02-28T11:59:59Z", now)).toBe("yesterday");
  expect(ago("2026-03-08T12:00:00Z", now)).toBe("next week");
  expect(ago("2025-03-01T06:10:00Z", now)).toBe("last year");
  expect(ago("2026-03-01T11:58:59Z", now)).toBe("1 minute ago");
});

test("a moment is the day and the minute where the reader is", () => {
  expect(date(new Date(2026, 0, 3, 8, 5).toISOString())).toBe("3 Jan 2026, 08:05");
});

test("large numbers are grouped by thousands", () => {
  expect([0, 999, 1000, 1_234_567].map(grouped)).toEqual(["0", "999", "1,000", "1,234,567"]);
});

test("one thing is one, and several are several", () => {
  expect([count(0, "file"), count(1, "file"), count(1200, "file")]).toEqual([
    "0 files",
    "1 file",
    "1,200 files",
  ]);
});
