import { RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Page, Section } from "../../design/Page";
import { SystemDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { time } from "../../words/format";
import { Champions } from "./Champions";
import { Facts } from "./Facts";
import { Parts } from "./Parts";
import { Weights } from "./Weights";

const said = words.system;
const EVERY_MS = 10_000;

/** How the server is, asked for again every ten seconds while the page is looked at. */
export default function StatusPage() {
  const [{ data, error, fetching }, again] = useQuery({
    query: SystemDocument,
    requestPolicy: "network-only",
  });
  const [asked, setAsked] = useState(() => new Date());
  useEffect(() => {
    if (!fetching) setAsked(new Date());
  }, [fetching]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") again({ requestPolicy: "network-only" });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  const status = data?.systemStatus;
  const ask = (
    <Button icon={RefreshCw} onClick={() => again({ requestPolicy: "network-only" })}>
      {said.refresh}
    </Button>
  );
  return (
    <Page
      title={said.title}
      beside={
        status && (
          <Badge tone={status.ready ? "good" : "bad"}>{status.ready ? said.ready : said.notReady}</Badge>
        )
      }
      actions={ask}
    >
      {error && (
        <Notice kind="error" title={said.failed}>
          {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
        </Notice>
      )}
      {!status && !error && <Loading page />}
      {status && (
        <>
          <Facts
            facts={[
              [said.engine, status.engine],
              [said.queue, status.queueDepth ?? said.unknown],
              [said.lag, status.indexLag ?? said.unknown],
              [said.asOf, time(asked)],
            ]}
          />
          <Section title={said.parts}>
            <Parts parts={status.parts} />
          </Section>
          <Section title={said.models}>
            <Weights profile={status.modelProfile} />
          </Section>
          <Section title={said.champions}>
            <Champions champions={status.champions} />
          </Section>
        </>
      )}
    </Page>
  );
}
