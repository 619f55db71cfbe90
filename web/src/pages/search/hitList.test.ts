// @vitest-environment node
import { expect, test } from "vitest";
import type { HitFragment } from "../../graphql/generated";
import { NOTHING, searchInput } from "./address";
import { createHitList, type Page } from "./hitList";

function hit(id: string): HitFragment {
  return { shot: { id } } as HitFragment;
}

function page(ids: string[], next: string | null = null): Page {
  return {
    noGoodMatch: false,
    edges: ids.map((id) => ({ cursor: id, node: hit(id) })),
    pageInfo: { hasNextPage: next !== null, endCursor: next },
    searched: { keyframes: 9, channels: [] },
  } as unknown as Page;
}

/** A list whose answers come when, and as, the test says. */
function listed() {
  const calls: {
    text: string | null | undefined;
    first: number;
    after: string | null;
    signal: AbortSignal;
    answer: (page: Page) => Promise<void>;
    fail: (message: string) => Promise<void>;
  }[] = [];
  const list = createHitList(
    (input, { first, after }, signal) =>
      new Promise((resolve, reject) => {
        const settled = () => new Promise<void>((done) => setTimeout(done));
        calls.push({
          text: input.text,
          first,
          after,
          signal,
          answer: (given) => {
            resolve(given);
            return settled();
          },
          fail: (message) => {
            reject(new Error(message));
            return settled();
          },
        });
      }),
  );
  const ids = () => list.getState().hits.map(({ shot }) => shot.id);
  return { list, calls, ids };
}

const asking = (words: string) => ({ ...NOTHING, words });

test("an answer that comes after the next question was asked is dropped", async () => {
  const { list, calls, ids } = listed();
  list.getState().ask(asking("c"));
  list.getState().ask(asking("car"));
  expect(calls[0]?.signal.aborted).toBe(true);
  await calls[1]?.answer(page(["2"]));
  await calls[0]?.answer(page(["1"]));
  expect(ids()).toEqual(["2"]);
  expect(list.getState()).toMatchObject({ answered: "/?q=car", loading: false, error: null });
});

test("the hits before stay until the new ones are there, and are known to be old", async () => {
  const { list, calls, ids } = listed();
  list.getState().ask(asking("car"));
  await calls[0]?.answer(page(["1"]));
  list.getState().ask(asking("dog"));
  expect(ids()).toEqual(["1"]);
  expect(list.getState()).toMatchObject({ asked: "/?q=dog", answered: "/?q=car", loading: true });
});

test("the list grows by pages, each shot once, until there is no more", async () => {
  const { list, calls, ids } = listed();
  list.getState().ask(asking("car"));
  await calls[0]?.answer(page(["1", "2"], "2"));
  list.getState().more();
  list.getState().more();
  expect(calls).toHaveLength(2);
  expect(calls[1]?.after).toBe("2");
  await calls[1]?.answer(page(["2", "3"]));
  expect(ids()).toEqual(["1", "2", "3"]);
  list.getState().more();
  expect(calls).toHaveLength(2);
});

test("a page that failed is fetched again, and what was there before stays", async () => {
  const { list, calls, ids } = listed();
  list.getState().ask(asking("car"));
  await calls[0]?.answer(page(["1"], "1"));
  list.getState().more();
  await calls[1]?.fail("cut");
  expect(list.getState().error?.message).toBe("cut");
  expect(ids()).toEqual(["1"]);
  list.getState().more();
  expect(calls).toHaveLength(2); // only a person tries again
  list.getState().retry();
  await calls[2]?.answer(page(["2"]));
  expect(calls[2]?.after).toBe("1");
  expect(ids()).toEqual(["1", "2"]);
});

test("a question that failed is asked again as a whole", async () => {
  const { list, calls, ids } = listed();
  list.getState().ask(asking("car"));
  await calls[0]?.fail("cut");
  list.getState().retry();
  expect(calls[1]).toMatchObject({ text: "car", after: null });
  await calls[1]?.answer(page(["1"]));
  expect(ids()).toEqual(["1"]);
  expect(list.getState().error).toBeNull();
});

test("the same question is not asked twice, unless it shall be", () => {
  const { list, calls } = listed();
  list.getState().ask(asking("car"));
  list.getState().ask(asking("car"));
  expect(calls).toHaveLength(1);
  list.getState().ask(asking("car"), true);
  expect(calls).toHaveLength(2);
  expect(calls[1]?.text).toBe(searchInput(asking("car")).text);
});
