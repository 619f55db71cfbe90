import { expect, test, vi } from "vitest";
import { added, comment } from "./examples";
import type { Comment, SessionEvent, SessionView } from "./log";
import { LogFollower, type LogSource, type Opening, type Page } from "./logFollower";

const nothing = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };

function opening(seq: number, comments: Page<Comment>): Opening {
  return {
    viewer: { id: "ann", kind: "PERSON", reviewSession: null },
    id: "s",
    name: "Session",
    status: "OPEN",
    version: 1,
    closedAt: null,
    openedBy: { id: "ann", name: "Ann" },
    playlist: [],
    seq,
    project: { id: "p", key: "p", name: "P", myRole: "ARTIST", reviewStatuses: [] },
    comments,
    annotations: nothing,
    decisions: nothing,
  };
}

function page(ids: string[], next: string | null = null): Page<Comment> {
  return {
    edges: ids.map((id) => ({ node: comment(id) })),
    pageInfo: { hasNextPage: next !== null, endCursor: next },
  };
}

/** A server in memory: it knows a log and hands it out as the real one does, from a number on. */
class Server implements LogSource {
  events: SessionEvent[] = [];
  asked: number[] = [];
  opened = 0;
  sink: { next: (event: SessionEvent) => void; ended: () => void } | null = null;
  first: Page<Comment> = page([]);
  later: Page<Comment> = page([]);
  seq = 0;

  async open() {
    this.opened += 1;
    return opening(this.seq, this.first);
  }

  async commentsAfter() {
    return this.later;
  }

  async commentsBefore() {
    return this.later;
  }

  async drawingsAfter() {
    return null;
  }

  follow(after: () => number, sink: { next: (event: SessionEvent) => void; ended: () => void }) {
    this.asked.push(after());
    this.sink = sink;
    for (const event of this.events) if (event.seq > after()) sink.next(event);
    return () => {
      this.sink = null;
    };
  }
}

function following(server: Server) {
  const views: SessionView[] = [];
  const listener = {
    changed: (view: SessionView) => views.push(view),
    opened: vi.fn(),
    missing: vi.fn(),
    failed: vi.fn(),
    complete: vi.fn(),
  };
  const follower = new LogFollower(server, listener);
  follower.start();
  const texts = () => views.at(-1)?.comments.map(({ text }) => text) ?? [];
  return { follower, listener, texts };
}

test("the log goes on where the snapshot was read", async () => {
  const server = new Server();
  server.seq = 2;
  server.first = page(["1", "2"]);
  server.events = [added(1), added(2), added(3)];
  const { texts, follower } = following(server);
  await vi.waitFor(() => expect(texts()).toEqual(["1", "2", "3"]));
  expect(server.asked).toEqual([2]);
  follower.stop();
});

test("all pages of the snapshot come, while events come between them", async () => {
  const server = new Server();
  server.seq = 2;
  server.first = page(["1"], "cursor");
  server.later = page(["2", "3"]);
  server.events = [added(3)];
  const { texts, listener, follower } = following(server);
  await vi.waitFor(() => expect(listener.complete).toHaveBeenCalledOnce());
  expect(texts()).toEqual(["1", "2", "3"]);
  follower.stop();
});

test("a gap is asked for again after the last event that is held", async () => {
  const server = new Server();
  const { texts, follower } = following(server);
  await vi.waitFor(() => expect(server.sink).not.toBeNull());
  server.events = [added(1), added(2), added(3)];
  server.sink?.next(added(1));
  server.sink?.next(added(3));
  await vi.waitFor(() => expect(texts()).toEqual(["1", "2", "3"]));
  expect(server.asked).toEqual([0, 1]);
  follower.stop();
});

test("Resync reads the session once more and follows from there", async () => {
  const server = new Server();
  const { texts, follower } = following(server);
  await vi.waitFor(() => expect(server.sink).not.toBeNull());
  server.seq = 9;
  server.first = page(["4", "5"]);
  server.sink?.next({ __typename: "Resync", seq: 9 });
  await vi.waitFor(() => expect(texts()).toEqual(["4", "5"]));
  expect(server.opened).toBe(2);
  expect(server.asked).toEqual([0, 9]);
  follower.stop();
});

test("a session that is not to be seen is told as missing", async () => {
  const server = new Server();
  server.open = async () => null as never;
  const { listener, follower } = following(server);
  await vi.waitFor(() => expect(listener.missing).toHaveBeenCalledOnce());
  follower.stop();
});

test("who stopped hears nothing more", async () => {
  const server = new Server();
  const { texts, follower } = following(server);
  await vi.waitFor(() => expect(server.sink).not.toBeNull());
  const { sink } = server;
  follower.stop();
  sink?.next(added(1));
  await new Promise((done) => setTimeout(done, 40));
  expect(texts()).toEqual([]);
});
