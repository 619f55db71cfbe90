// react-relay: one whole scenario, on pages that are really rendered.
const React = require("react");
const { RelayEnvironmentProvider } = require("react-relay");
const { act, create } = require("react-test-renderer");
const { Environment, Network, Observable, RecordSource, Store } = require("relay-runtime");
const { AssetsPage } = require("./AssetsPage");
const { ProjectsPage } = require("./ProjectsPage");
const { ProgressPage } = require("./VersionPage");

globalThis.IS_REACT_ACT_ENVIRONMENT = true; // without, the renderer would not run effects in step with `act`
const tick = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));

async function main(wire) {
  const socket = wire.socketClient();
  const ask = async ({ text }, variables) => {
    const headers = { authorization: wire.authorization, "content-type": "application/json" };
    const answer = await fetch(wire.GRAPHQL, { method: "POST", headers, body: JSON.stringify({ query: text, variables }) });
    return answer.json();
  };
  const follow = ({ name, text }, variables) =>
    Observable.create((sink) => socket.subscribe({ operationName: name, query: text, variables }, sink));
  const environment = new Environment({ network: Network.create(ask, follow), store: new Store(new RecordSource()) });

  const show = async (Page, properties) => {
    const page = { events: [], errors: [] };
    const element = React.createElement(Page, { page, ...properties });
    const waiting = React.createElement(React.Suspense, { fallback: null }, element);
    await act(async () => create(React.createElement(RelayEnvironmentProvider, { environment }, waiting)));
    return page;
  };

  const projects = await show(ProjectsPage, {});
  await wire.until(() => projects.keys, "the projects", tick);
  const before = projects.keys.length;
  const send = async (input) => {
    let payload;
    await act(async () => {
      projects.create(input).then((answer) => (payload = answer));
    });
    await wire.until(() => payload, "the mutation's payload", tick);
    return payload;
  };
  const refused = await send({ key: "no such key!", name: "Wrong", clientMutationId: "wrong" });
  const made = await send({ key: wire.NEW_KEY, name: "Relay" });
  await wire.until(() => projects.keys.length > before, "the new project in the list", tick);

  const assets = await show(AssetsPage, { projectKey: wire.PROJECT_KEY, count: 7 });
  await wire.until(() => assets.names, "the first page", tick);
  let pages = 1;
  while (assets.hasNext) {
    const known = assets.names.length;
    await act(async () => assets.more());
    await wire.until(() => assets.names.length > known && !assets.busy, "the next page", tick);
    pages += 1;
  }

  const progress = await show(ProgressPage, { version: wire.CLIP });
  const watched = await wire.watchThroughACut(
    socket,
    progress.events,
    () => progress.analyze({ version: wire.CLIP, tasks: ["SHOTS"], force: true }),
    tick,
  );
  if (progress.errors.length) throw progress.errors[0];
  const listed = projects.keys.includes(wire.NEW_KEY);
  wire.report({ me: projects.me, refused, made, listed, pages, names: assets.names, watched });
}

import(process.env.WIRE).then(main).catch((error) => {
  console.error(error);
  process.exit(1);
});
