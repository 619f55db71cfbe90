import type { Role } from "../../graphql/generated";

const ORDER: readonly Role[] = ["VIEWER", "REVIEWER", "ARTIST", "SUPERVISOR", "ADMIN"];

/** Whether a role may do what another may: the server decides, this only spares people buttons that will not work. */
export function reaches(role: Role, least: Role): boolean {
  return ORDER.indexOf(role) >= ORDER.indexOf(least);
}
