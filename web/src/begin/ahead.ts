import { type Ahead, texts } from "./aheadTexts";
import { answerHeaders, pageHeaders } from "./headers";

/** What was asked before the page was there is old after so long: whoever asks then, asks the server. */
const FRESH_MS = 10_000;

const asked = new Map<string, { answer: Promise<Response>; until: number }>();

function keyOf(operation: string, variables: unknown): string {
  return `${operation} ${JSON.stringify(variables ?? {})}`;
}

/**
 * Ask now for what the page will ask first, while its scripts are still on their way. `heard` takes the answer's data, undefined
 * where there is none, before the page does: what it asks then is under way when the page comes to ask the same.
 */
export function askAhead(
  operation: Ahead,
  variables: object,
  heard?: (data: unknown) => void,
): Promise<Response> {
  const answer = fetch("/graphql", {
    method: "POST",
    headers: { ...pageHeaders, ...answerHeaders, "Content-Type": "application/json" },
    body: JSON.stringify({ operationName: operation, query: texts[operation], variables }),
  }).then(async (response) => {
    heard?.(response.ok ? ((await response.clone().json()) as { data?: unknown }).data : undefined);
    return response;
  });
  answer.catch(() => undefined); // told to whoever takes it
  asked.set(keyOf(operation, variables), { answer, until: performance.now() + FRESH_MS });
  return answer;
}

/** The answer that was asked for ahead; to one taker alone. */
export function takeAhead(operation: string, variables: unknown): Promise<Response> | undefined {
  const key = keyOf(operation, variables);
  const found = asked.get(key);
  asked.delete(key);
  return found && performance.now() < found.until ? found.answer : undefined;
}

/** Fetch as the browser does, unless that very operation was asked for ahead. */
export const fetchOrTake: typeof fetch = (input, init) => {
  if (asked.size === 0 || typeof init?.body !== "string") return fetch(input, init);
  const { operationName, variables } = JSON.parse(init.body) as { operationName: string; variables?: object };
  return takeAhead(operationName, variables) ?? fetch(input, init);
};
