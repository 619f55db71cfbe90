import type { AssetFilter, AssetKind, AssetOrder, RunStatus } from "../../graphql/generated";

/** What of a project's assets is shown, and how: as the address of the page has it. */
export interface AssetChoice {
  name: string;
  kind: AssetKind | null;
  tag: string;
  status: RunStatus | null;
  order: AssetOrder;
  list: boolean;
}

const KINDS: readonly string[] = ["VIDEO", "AUDIO", "IMAGE", "IMAGE_SEQUENCE", "TIMELINE"];
const STATUSES: readonly string[] = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"];
const ORDERS: readonly string[] = ["NEWEST", "OLDEST", "NAME"];

/** Read the part of an address after `?`; what it does not say, or says wrongly, is as it is by itself. */
export function readChoice(search: string): AssetChoice {
  const given = new URLSearchParams(search);
  const kind = given.get("kind");
  const status = given.get("status");
  const order = given.get("order");
  return {
    name: given.get("name") ?? "",
    kind: kind && KINDS.includes(kind) ? (kind as AssetKind) : null,
    tag: given.get("tag") ?? "",
    status: status && STATUSES.includes(status) ? (status as RunStatus) : null,
    order: order && ORDERS.includes(order) ? (order as AssetOrder) : "NEWEST",
    list: given.get("as") === "list",
  };
}

/** Write it; empty where nothing is chosen. */
export function writeChoice(choice: AssetChoice): string {
  const given = new URLSearchParams();
  if (choice.name) given.set("name", choice.name);
  if (choice.kind) given.set("kind", choice.kind);
  if (choice.tag) given.set("tag", choice.tag);
  if (choice.status) given.set("status", choice.status);
  if (choice.order !== "NEWEST") given.set("order", choice.order);
  if (choice.list) given.set("as", "list");
  return given.toString();
}

export function isNarrowed({ name, kind, tag, status }: AssetChoice): boolean {
  return name.trim() !== "" || kind !== null || tag !== "" || status !== null;
}

/** What the server is asked for. */
export function filterOf(choice: AssetChoice): AssetFilter | null {
  if (!isNarrowed(choice)) return null;
  const name = choice.name.trim();
  return {
    ...(name && { name }),
    ...(choice.kind && { kinds: [choice.kind] }),
    ...(choice.tag && { tags: [choice.tag] }),
    ...(choice.status && { statuses: [choice.status] }),
  };
}
