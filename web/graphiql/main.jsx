// GraphiQL on this server's own endpoint. The token stays in this tab: session storage, never an address or a cookie.
import "./workers.js";
import "graphiql/style.css";
import "./style.css";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createClient } from "graphql-ws";
import { useMemo, useState } from "react";
import { createRoot } from "react-dom/client";

const TOKEN = "reelgraph.token";
const FIRST_QUERY = `# What you may see, and the footage in it.
query Footage {
  me { name admin }
  projects {
    edges {
      node {
        key
        name
        assets {
          edges {
            node {
              name
              latest { media { container frames } }
            }
          }
        }
      }
    }
  }
}
`;

function fetcherFor(token) {
  const authorization = `Bearer ${token}`;
  const address = new URL("/graphql", window.location.href);
  const socket = new URL(address);
  socket.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return createGraphiQLFetcher({
    url: address.href,
    headers: { authorization },
    wsClient: createClient({ url: socket.href, connectionParams: { authorization } }),
  });
}

function TokenBox({ onToken }) {
  const [text, setText] = useState("");
  const send = (event) => {
    event.preventDefault();
    if (text.trim()) onToken(text.trim());
  };
  return (
    <form className="token" onSubmit={send}>
      <h1>Reelgraph: GraphiQL</h1>
      <label htmlFor="token">Token</label>
      <input id="token" type="password" autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
      <p>
        <code>reelgraph up</code> writes one to <code>admin.token</code> in its data folder; <code>reelgraph token create</code>{" "}
        makes others.
      </p>
      <button type="submit">Open</button>
    </form>
  );
}

function App() {
  const [token, setToken] = useState(sessionStorage.getItem(TOKEN));
  const fetcher = useMemo(() => (token ? fetcherFor(token) : null), [token]);
  const change = (next) => {
    if (next) sessionStorage.setItem(TOKEN, next);
    else sessionStorage.removeItem(TOKEN);
    setToken(next);
  };
  if (!fetcher) return <TokenBox onToken={change} />;
  return (
    <GraphiQL fetcher={fetcher} defaultQuery={FIRST_QUERY} shouldPersistHeaders={false}>
      <GraphiQL.Logo>
        <button type="button" className="forget" onClick={() => change(null)}>
          Another token
        </button>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

createRoot(document.getElementById("graphiql")).render(<App />);
