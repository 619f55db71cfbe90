import { createClient } from "graphql-ws";
import { signInAgain } from "../app/session";
import { useLink } from "./link";

const UNAUTHORISED = 4401;
const FORBIDDEN = 4403;

function address(): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${window.location.host}/graphql`;
}

function closeCode(event: unknown): number | undefined {
  return event instanceof CloseEvent ? event.code : undefined;
}

/** Doubling from a quarter of a second to five, with jitter, so that a restarted server is not met by everyone at once. */
function wait(tries: number): Promise<void> {
  const longest = Math.min(5000, 250 * 2 ** tries);
  return new Promise((done) => setTimeout(done, longest / 2 + (Math.random() * longest) / 2));
}

/** The page's one WebSocket (graphql-transport-ws). The cookie of the handshake says who asks. */
export const socket = createClient({
  url: address,
  lazy: true,
  lazyCloseTimeout: 3000,
  keepAlive: 10_000,
  retryAttempts: Number.POSITIVE_INFINITY,
  retryWait: wait,
  shouldRetry: (event) => {
    const code = closeCode(event);
    return code !== UNAUTHORISED && code !== FORBIDDEN;
  },
  on: {
    connected: () => useLink.getState().found(),
    closed: (event) => {
      const code = closeCode(event);
      if (code === UNAUTHORISED || code === FORBIDDEN) signInAgain();
      else if (code !== 1000) useLink.getState().lost();
    },
  },
});
