// Who and what is in a project, where each is seen, and anything by its ids.
const { graphql } = require("react-relay");

const entities = graphql`
  fragment EntityPage_entities on Project
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }, kind: { type: "EntityKind" })
  @refetchable(queryName: "EntityPageEntitiesQuery") {
    entities(first: $count, after: $cursor, kind: $kind) @connection(key: "EntityPage_entities") {
      edges {
        node {
          id
          name
          kind
          coAppearsWith(first: 3) {
            shots
            entity {
              id
            }
          }
        }
      }
    }
  }
`;

const appearances = graphql`
  fragment EntityPage_appearances on Entity
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "EntityPageAppearancesQuery") {
    appearances(first: $count, after: $cursor) @connection(key: "EntityPage_appearances") {
      edges {
        node {
          id
          range {
            startTimecode
          }
          shot {
            id
            version {
              id
            }
          }
        }
      }
    }
  }
`;

const several = graphql`
  query EntityPageNodesQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ...EntityPage_entities @alias
      ...EntityPage_appearances @alias
      ...AssetRow_newest @alias
    }
  }
`;

const models = graphql`
  fragment EntityPage_models on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "EntityPageModelsQuery") {
    modelVersions(first: $count, after: $cursor) @connection(key: "EntityPage_modelVersions") {
      edges {
        node {
          id
          digest
          aliases
          model {
            name
            task
          }
        }
      }
    }
  }
`;

module.exports = { appearances, entities, models, several };
