import { expect, test } from "vitest";
import { SEATS, seated } from "./seats";

test("runs that work are followed first, then those whose turn comes next", () => {
  const wanting = Array.from({ length: 30 }, (_, index) => ({ id: `r${index}`, running: index === 3 }));
  const chosen = seated(wanting);
  expect(chosen).toHaveLength(SEATS);
  expect(chosen.slice(0, 3)).toEqual(["r3", "r29", "r28"]);
});
