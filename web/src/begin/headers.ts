/** Other sites cannot set the first: it shows that a page of ours asks (the server wants it beside the cookie). */
export const pageHeaders = { "X-Reelgraph-CSRF": "1" };

export const answerHeaders = { Accept: "application/graphql-response+json, application/json;q=0.9" };
