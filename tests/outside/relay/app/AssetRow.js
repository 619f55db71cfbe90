// One asset in a list, and one read backwards from the end.
const { graphql } = require("react-relay");

const row = graphql`
  fragment AssetRow_asset on Asset {
    kind
    tags
    createdAt
    latest {
      id
      number
      bytes
      media {
        width
        height
        frameRate {
          num
          den
        }
        startTimecode
      }
      representations {
        role
        url
        mimeType
      }
      analysis {
        status
      }
    }
  }
`;

const newest = graphql`
  fragment AssetRow_newest on Project
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "AssetRowNewestQuery") {
    assets(last: $count, before: $cursor) @connection(key: "AssetRow_assets") {
      edges {
        node {
          id
          ...AssetRow_asset
        }
      }
    }
  }
`;

module.exports = { row, newest };
