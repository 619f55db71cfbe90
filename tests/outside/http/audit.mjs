// Prints what the audit of npm graphql-http finds at ADDRESS, one JSON object a line.
import { auditServer } from "graphql-http";

const headers = process.env.TOKEN ? { authorization: `Bearer ${process.env.TOKEN}` } : {};
const results = await auditServer({
  url: `${process.env.ADDRESS}/graphql`,
  fetchFn: (url, init = {}) => fetch(url, { ...init, headers: { ...headers, ...init.headers } }),
});
for (const { id, name, status, reason } of results) {
  console.log(JSON.stringify({ id, name, status, reason: reason ?? null }));
}
