import type { Role } from "../../graphql/generated";

/** From the least to the most that one may do in a project. */
export const ROLES: readonly Role[] = ["VIEWER", "REVIEWER", "ARTIST", "SUPERVISOR", "ADMIN"];

/** Whether a role reaches as far as another. It decides what a page offers; the server decides what may be done. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
