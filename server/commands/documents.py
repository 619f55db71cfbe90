"""The GraphQL documents that client commands send."""

PROJECT = "query Project($key: String!) { project(key: $key) { id key name } }"

CREATE_PROJECT = """
mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) { project { id key name } problems { code message } }
}
"""

INGEST = """
mutation Ingest($input: IngestInput!) {
  ingest(input: $input) {
    created
    asset { id }
    version { id }
    run { id status error { code message } }
    problems { code message }
  }
}
"""

ASSETS = """
query Assets($key: String!, $after: String) {
  project(key: $key) {
    assets(first: 100, after: $after) { edges { node { name latest { id } } } pageInfo { hasNextPage endCursor } }
  }
}
"""

PROJECTS = """
query Projects($after: String) {
  projects(first: 100, after: $after) { edges { node { key } } pageInfo { hasNextPage endCursor } }
}
"""

ANALYZE = """
mutation Analyze($input: AnalyzeInput!) {
  analyze(input: $input) { run { id status error { code message } } problems { code message } }
}
"""

CANCEL = """
mutation Cancel($id: ID!) { cancelRun(id: $id) { run { id status } problems { code message } } }
"""

RUN = "query Run($id: ID!) { analysisRun(id: $id) { status error { code message } } }"

PROGRESS = """
subscription Progress($run: ID!) { analysisProgress(runId: $run) { stage done total framesPerSecond eta } }
"""

SEARCH = """
query Search($input: SearchInput!, $first: Int!) {
  search(input: $input, first: $first) {
    noGoodMatch
    edges {
      node {
        shot { id version { id asset { id name } } }
        range { start end startTimecode endTimecode }
        score
        relevance
        why { channel score matched }
      }
    }
  }
}
"""
