// Written out rather than asked of Intl: its tables take a browser a tenth of a second to open, before anything is seen.
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const STEPS: [string, number, before?: string, after?: string][] = [
  ["year", 31_556_952, "last year", "next year"],
  ["month", 2_629_746, "last month", "next month"],
  ["week", 604_800, "last week", "next week"],
  ["day", 86_400, "yesterday", "tomorrow"],
  ["hour", 3600],
  ["minute", 60],
];

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** `31 Jan 2026`, where the reader is */
export function day(moment: string): string {
  const at = new Date(moment);
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
}

/** `18:00:05`, where the reader is */
export function time(moment: string | Date): string {
  const at = new Date(moment);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

/** `31 Jan 2026, 18:00`, where the reader is */
export function date(moment: string): string {
  return `${day(moment)}, ${time(moment).slice(0, 5)}`;
}

/** `3 hours ago`, `in 2 days`, `yesterday`, `now` */
export function ago(moment: string, now = Date.now()): string {
  const seconds = (new Date(moment).getTime() - now) / 1000;
  for (const [unit, length, before, after] of STEPS) {
    const steps = Math.trunc(Math.abs(seconds) / length);
    if (steps === 0) continue;
    const word = steps === 1 ? (seconds < 0 ? before : after) : undefined;
    const said = count(steps, unit);
    return word ?? (seconds < 0 ? `${said} ago` : `in ${said}`);
  }
  return "now";
}

/** `1,234,567` */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `1.4 GB`, in powers of a thousand as drives count */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `0:07`, `12:30`, `1:02:03` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `1 file`, `3 files` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** The moment so many days from now, as the server takes it. */
export function inDays(days: number, now = Date.now()): string {
  return new Date(now + days * 86_400_000).toISOString();
}
