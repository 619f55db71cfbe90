// The operations of the scenario, for clients that take text.
export const ME = "query Me { me { id name admin } }";

export const CREATE_PROJECT = `
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      clientMutationId
      project { id key }
      problems { code message path }
    }
  }
`;

export const ASSETS = `
  query Assets($key: String!, $first: Int!, $after: String) {
    project(key: $key) {
      id
      assets(first: $first, after: $after, orderBy: NAME) {
        edges { cursor node { id name } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

export const ANALYZE = `
  mutation Analyze($input: AnalyzeInput!) {
    analyze(input: $input) { run { id status } problems { code message } }
  }
`;

export const PROGRESS = `
  subscription Progress($version: ID!) {
    analysisProgress(versionId: $version) { stage done total run { id status } }
  }
`;

export const RUN_SHOTS = (version) => ({ version, tasks: ["SHOTS"], force: true });
export const WRONG_KEY = { key: "no such key!", name: "Wrong", clientMutationId: "wrong" };
