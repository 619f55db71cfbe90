import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useState } from "react";
import { type AnyVariables, type CombinedError, useMutation } from "urql";
import { say } from "../design/toastStore";
import { words } from "../words/en";

/** What kept something from being done, as payloads say it. */
export interface Said {
  message: string;
  path?: readonly string[] | null;
}

/** What went wrong, for people. */
export function saidBy(error: CombinedError): Said {
  return {
    message: error.networkError ? words.app.unreachable : (error.graphQLErrors[0]?.message ?? error.message),
  };
}

function problemsIn(data: unknown): readonly Said[] {
  const payloads = Object.values((data ?? {}) as Record<string, { problems?: readonly Said[] } | null>);
  return payloads.flatMap((payload) => payload?.problems ?? []);
}

/**
 * A mutation with its problems: `run` returns what was done, or null where it was not. Then `at` has what is wrong with a
 * field, and `rest` what belongs to none of the fields on the page. With `aloud`, problems are said in the corner instead.
 */
export function useDeed<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  { aloud = false }: { aloud?: boolean } = {},
) {
  const [, execute] = useMutation(document);
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Said[]>([]);

  async function run(variables: Variables): Promise<Data | null> {
    setBusy(true);
    const { data, error } = await execute(variables);
    setBusy(false);
    const found = error ? [saidBy(error)] : problemsIn(data);
    setProblems(found);
    if (aloud) for (const { message } of found) say(message, "error");
    return found.length === 0 && data ? data : null;
  }

  const at = (field: string) => problems.find(({ path }) => path?.at(-1) === field)?.message;
  const rest = (...fields: string[]) =>
    problems.filter(({ path }) => !fields.includes(path?.at(-1) ?? "")).map(({ message }) => message);
  return { run, busy, at, rest, problems };
}
