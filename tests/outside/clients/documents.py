"""The operations of the scenario."""

ME = "query Me { me { id name admin } }"

CREATE_PROJECT = """
mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) { clientMutationId project { id key } problems { code message path } }
}
"""

ASSETS = """
query Assets($key: String!, $first: Int!, $after: String) {
  project(key: $key) {
    assets(first: $first, after: $after, orderBy: NAME) {
      edges { cursor node { id name } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

ANALYZE = """
mutation Analyze($input: AnalyzeInput!) {
  analyze(input: $input) { run { id status } problems { code message } }
}
"""

PROGRESS = """
subscription Progress($version: ID!) {
  analysisProgress(versionId: $version) { stage done total run { id status } }
}
"""
