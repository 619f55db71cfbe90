// A version with its shots and tracks, and how far its analysis is.
const { graphql, useMutation, useSubscription } = require("react-relay");

const query = graphql`
  query VersionPageQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Version {
        asset {
          name
          versions(first: 5) {
            edges {
              node {
                id
                number
              }
            }
          }
        }
        ...VersionPage_shots @alias
        ...VersionPage_tracks @alias
        ...VersionPage_runs @alias
      }
    }
  }
`;

const shots = graphql`
  fragment VersionPage_shots on Version
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 50 }
    cursor: { type: "String" }
    range: { type: "FrameRangeInput" }
    run: { type: "ID" }
  )
  @refetchable(queryName: "VersionPageShotsQuery") {
    shots(first: $count, after: $cursor, range: $range, run: $run) @connection(key: "VersionPage_shots") {
      edges {
        node {
          id
          index
          transitionIn
          range {
            start
            end
            startTimecode
          }
          keyframes {
            id
            thumbnailUrl
          }
          labels(minScore: 0.2) {
            name
            score
          }
          provenance {
            inputSha256
            modelVersions {
              id
              model {
                name
              }
            }
          }
        }
      }
    }
  }
`;

const tracks = graphql`
  fragment VersionPage_tracks on Version
  @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" })
  @refetchable(queryName: "VersionPageTracksQuery") {
    tracks(first: $count, after: $cursor) @connection(key: "VersionPage_tracks") {
      edges {
        node {
          id
          label
          confidence
          bestBox {
            x
            y
            width
            height
          }
          entity {
            id
            name
            kind
          }
        }
      }
    }
  }
`;

const runs = graphql`
  fragment VersionPage_runs on Version
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "VersionPageRunsQuery") {
    runs(first: $count, after: $cursor) @connection(key: "VersionPage_runs") {
      edges {
        node {
          id
          status
          startedAt
          error {
            __typename
            message
          }
        }
      }
    }
  }
`;

const progress = graphql`
  subscription VersionPageProgressSubscription($version: ID!) {
    analysisProgress(versionId: $version) {
      stage
      done
      total
      run {
        id
        status
        finishedAt
      }
    }
  }
`;

// Listens while it is shown; `page.events` has what it heard.
function ProgressPage({ page, version }) {
  const [analyze] = useMutation(graphql`
    mutation VersionPageAnalyzeMutation($input: AnalyzeInput!) {
      analyze(input: $input) {
        run {
          id
          status
        }
        problems {
          code
          message
        }
      }
    }
  `);
  const [config] = require("react").useState({
    subscription: progress,
    variables: { version },
    onNext: (answer) => page.events.push(answer.analysisProgress),
    onError: (error) => page.errors.push(error),
  });
  useSubscription(config);
  page.analyze = (input) =>
    new Promise((onCompleted, onError) =>
      analyze({ variables: { input }, onCompleted: (answer) => onCompleted(answer.analyze), onError }),
    );
  return null;
}

module.exports = { ProgressPage, progress, query, runs, shots, tracks };
