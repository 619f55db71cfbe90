import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askAhead, fetchOrTake, takeAhead } from "./ahead";
import { pageAfter, sessionAhead } from "./sessionAhead";

interface Sent {
  operationName: string;
  variables: Record<string, unknown>;
}

let sent: Sent[] = [];
let answers: ((sent: Sent) => unknown) | null = null;

beforeEach(() => {
  sent = [];
  answers = () => ({ data: {} });
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    const asked = JSON.parse(body) as Sent;
    sent.push(asked);
    if (answers === null) throw new TypeError("no link");
    return new Response(JSON.stringify(answers(asked)));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what was asked ahead is answered once, to the same question", async () => {
  askAhead("Viewer", {});
  const body = (operationName: string) => ({
    body: JSON.stringify({ operationName, query: "", variables: {} }),
  });
  await fetchOrTake("/graphql", body("SearchStart"));
  await fetchOrTake("/graphql", body("Viewer"));
  expect(sent.map(({ operationName }) => operationName)).toEqual(["Viewer", "SearchStart"]);
  await fetchOrTake("/graphql", body("Viewer"));
  expect(sent.length).toBe(3);
});

test("an old answer is not taken", () => {
  vi.useFakeTimers();
  askAhead("Viewer", {});
  vi.advanceTimersByTime(60_000);
  expect(takeAhead("Viewer", {})).toBeUndefined();
});

test("a question that could not be sent fails for whoever takes its answer", async () => {
  answers = null;
  askAhead("Viewer", {});
  await expect(takeAhead("Viewer", {})).rejects.toThrow("no link");
});

test("a session is asked for to the end of what was said in it", async () => {
  answers = ({ variables: { after } }) => {
    const page = after === undefined ? 1 : Number(after) + 1;
    const pageInfo = { hasNextPage: page < 3, endCursor: String(page) };
    return { data: { reviewSession: { seq: 30, comments: { edges: [], pageInfo } } } };
  };
  sessionAhead("s");
  await vi.waitFor(() => expect(sent.length).toBe(3));
  const taken = await takeAhead("MoreComments", pageAfter("s", "2"));
  expect(((await taken?.json()) as { data: unknown }).data).toMatchObject({
    reviewSession: { comments: { pageInfo: { endCursor: "3" } } },
  });
  expect(sent.map(({ operationName }) => operationName)).toEqual([
    "OpenSession",
    "MoreComments",
    "MoreComments",
  ]);
});
