import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type GraphQLError, getOperationAST, print } from "graphql";
import { signInAgain } from "../app/session";
import { takeAhead } from "../begin/ahead";
import { answerHeaders, pageHeaders } from "../begin/headers";

/** The server could not be reached, or could not answer now: the same may be asked again later. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** The server will not answer this, however often it is asked. */
export class Refused extends Error {
  override name = "Refused";
}

interface Answer<T> {
  data?: T | null;
  errors?: Pick<GraphQLError, "message">[];
}

/**
 * Ask once over HTTP, past the normalised cache: for what a room keeps itself, in thousands. Throws Unreachable (also when
 * `signal` was aborted) or Refused.
 */
export async function ask<T, V>(
  document: TypedDocumentNode<T, V>,
  variables: V,
  keepalive = false,
  signal: AbortSignal | null = null,
): Promise<T> {
  let response: Response;
  try {
    const ahead = takeAhead(getOperationAST(document)?.name?.value ?? "", variables);
    response = await (ahead ??
      fetch("/graphql", {
        method: "POST",
        headers: { ...pageHeaders, ...answerHeaders, "Content-Type": "application/json" },
        body: JSON.stringify({ query: print(document), variables }),
        keepalive,
        signal,
      }));
  } catch (error) {
    throw new Unreachable(error instanceof Error ? error.message : String(error));
  }
  if (response.status === 401) signInAgain();
  if (response.status >= 500 || response.status === 429 || response.status === 401)
    throw new Unreachable(response.statusText);
  const answer = (await response.json()) as Answer<T>;
  if (answer.data == null) throw new Refused(answer.errors?.[0]?.message ?? response.statusText);
  return answer.data;
}
