import { expect, test } from "vitest";
import { PAGE, readBothEnds } from "./bothEnds";

/** A list that can grow at its end, read as a server gives it; notes what is asked. */
function listOf(length: number) {
  const asked: string[] = [];
  const found = new Set<string>();
  const list = {
    length,
    page(start: number, end: number) {
      const edges = Array.from({ length: end - start }, (_, place) => ({
        node: { id: `n${start + place}` },
      }));
      for (const { node } of edges) found.add(node.id);
      return {
        edges,
        pageInfo: {
          hasNextPage: end < list.length,
          endCursor: edges.length > 0 ? String(end) : null,
          hasPreviousPage: start > 0,
          startCursor: edges.length > 0 ? String(start) : null,
        },
      };
    },
    async after(cursor: string) {
      asked.push(`after ${cursor}`);
      return list.page(Number(cursor), Math.min(list.length, Number(cursor) + PAGE));
    },
    async before(cursor: string | null) {
      asked.push(`before ${cursor}`);
      const end = cursor === null ? list.length : Number(cursor);
      return list.page(Math.max(0, end - PAGE), end);
    },
  };
  return { list, asked, found };
}

async function readWhole(length: number, most: number) {
  const { list, asked, found } = listOf(length);
  const first = list.page(0, Math.min(100, length));
  await readBothEnds(first.pageInfo, most - 100, list);
  return { asked, found: found.size };
}

test.each([
  0, 1, 100, 101, 599, 600, 601, 1099, 1100, 1101, 1599, 1600, 2000, 2100, 2101, 7777,
])("a list of %i is read whole", async (length) => {
  for (const most of [length, length + 3, 2 * length + 700]) {
    const { found, asked } = await readWhole(length, most);
    expect(found).toBe(length);
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(length / PAGE) + 2);
  }
});

test("from both ends where more than a page may be left, from the beginning where not", async () => {
  expect((await readWhole(2000, 2001)).asked).toEqual([
    "after 100",
    "before null",
    "after 600",
    "before 1500",
  ]);
  expect((await readWhole(500, 510)).asked).toEqual(["after 100"]);
});

test("what comes to the end meanwhile is none of its business", async () => {
  const { list, found } = listOf(2000);
  const first = list.page(0, 100);
  const { after } = list;
  list.after = (cursor) => {
    list.length += 50;
    return after(cursor);
  };
  await readBothEnds(first.pageInfo, 1900, list);
  expect(Array.from({ length: 2000 }, (_, place) => found.has(`n${place}`)).every(Boolean)).toBe(true);
});

test("a list that is gone is not read on", async () => {
  const { list, asked } = listOf(2000);
  const first = list.page(0, 100);
  list.before = async () => null as never;
  await readBothEnds(first.pageInfo, 1900, list);
  expect(asked).toEqual(["after 100"]);
});
