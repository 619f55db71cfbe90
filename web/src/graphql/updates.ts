import type { Cache, UpdateResolver, UpdatesConfig } from "@urql/exchange-graphcache";

/** Forget a field whatever its arguments were: whoever shows it asks again. */
function forget(cache: Cache, entity: string, field: string): void {
  for (const { fieldName, fieldKey } of cache.inspectFields(entity))
    if (fieldName === field) cache.invalidate(entity, fieldKey);
}

interface Args {
  input?: { project?: string; user?: string | null };
  projectId?: string;
}

function ofProject(...fields: string[]): UpdateResolver {
  return (_, args, cache) => {
    const { input, projectId } = args as Args;
    const id = projectId ?? input?.project;
    if (id) for (const field of fields) forget(cache, `Project:${id}`, field);
  };
}

/** The lists of a project that are older than an event. */
const GROWN: Record<string, string[]> = {
  AssetAdded: ["assets"],
  VersionAdded: ["assets"],
  ReviewSessionUpdated: ["reviewSessions"],
  ProjectResync: ["assets", "reviewSessions"],
};

/** What a change makes old beside the objects that it answers with: mostly lists, which got longer or shorter. */
export const updates: UpdatesConfig = {
  Mutation: {
    createProject: (_, __, cache) => {
      forget(cache, "Query", "projects");
      forget(cache, "Query", "me");
    },
    ingest: ofProject("assets"),
    openReviewSession: ofProject("reviewSessions"),
    addMember: ofProject("members"),
    setRole: ofProject("members"),
    removeMember: (parent, args, cache, info) => {
      ofProject("members")(parent, args, cache, info);
      forget(cache, "Query", "me");
      forget(cache, "Query", "projects");
    },
    createGuestLink: ofProject("guestLinks"),
    createToken: (_, __, cache) => forget(cache, "Query", "me"),
    createUser: (_, __, cache) => forget(cache, "Query", "users"),
  },
  Subscription: {
    projectEvents: (parent, args, cache, info) => {
      const event = parent.projectEvents as { __typename: string };
      ofProject(...(GROWN[event.__typename] ?? []))(parent, args, cache, info);
    },
  },
};
