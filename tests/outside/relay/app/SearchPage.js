// Words in, shots out; and what looks like a shot.
const { graphql } = require("react-relay");

const query = graphql`
  query SearchPageQuery($input: SearchInput!) {
    ...SearchPage_hits @arguments(input: $input)
  }
`;

const hits = graphql`
  fragment SearchPage_hits on Query
  @argumentDefinitions(
    input: { type: "SearchInput!" }
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
  )
  @refetchable(queryName: "SearchPagePaginationQuery") {
    search(input: $input, first: $count, after: $cursor) @connection(key: "SearchPage_search") {
      noGoodMatch
      searched {
        channels
        keyframes
        modelVersion {
          id
        }
      }
      edges {
        node {
          score
          relevance
          why {
            channel
            matched
          }
          keyframe {
            id
            timecode
          }
          shot {
            id
            similar(first: 5) {
              shot {
                id
              }
              score
            }
          }
        }
      }
    }
  }
`;

module.exports = { hits, query };
