// The projects that the caller may see, what is analysed in them, and a form that makes another.
const { graphql, useLazyLoadQuery, useMutation, usePaginationFragment } = require("react-relay");

function ProjectsPage({ page }) {
  const root = useLazyLoadQuery(
    graphql`
      query ProjectsPageQuery {
        me {
          id
          name
          admin
        }
        ...ProjectsPage_projects
        ...ProjectsPage_runs
      }
    `,
    {},
  );
  const { data } = usePaginationFragment(
    graphql`
      fragment ProjectsPage_projects on Query
      @argumentDefinitions(count: { type: "Int", defaultValue: 100 }, cursor: { type: "String" })
      @refetchable(queryName: "ProjectsPagePaginationQuery") {
        projects(first: $count, after: $cursor) @connection(key: "ProjectsPage_projects") {
          __id
          edges {
            node {
              id
              key
              name
              myRole
            }
          }
        }
      }
    `,
    root,
  );
  const runs = usePaginationFragment(
    graphql`
      fragment ProjectsPage_runs on Query
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "ProjectsPageRunsPaginationQuery") {
        analysisRuns(first: $count, after: $cursor) @connection(key: "ProjectsPage_analysisRuns") {
          edges {
            node {
              id
              status
            }
          }
        }
      }
    `,
    root,
  );
  const [create] = useMutation(graphql`
    mutation ProjectsPageCreateMutation($input: CreateProjectInput!, $connections: [ID!]!) {
      createProject(input: $input) {
        clientMutationId
        project @prependNode(connections: $connections, edgeTypeName: "ProjectEdge") {
          id
          key
          name
          myRole
        }
        problems {
          __typename
          code
          message
          path
        }
      }
    }
  `);
  page.me = root.me;
  page.runs = runs.data.analysisRuns.edges.map((edge) => edge.node.status);
  page.keys = data.projects.edges.map((edge) => edge.node.key);
  page.create = (input) =>
    new Promise((onCompleted, onError) =>
      create({
        variables: { input, connections: [data.projects.__id] },
        onCompleted: (answer) => onCompleted(answer.createProject),
        onError,
      }),
    );
  return null;
}

module.exports = { ProjectsPage };
