// A project's assets, a page at a time.
const { graphql, useLazyLoadQuery, usePaginationFragment } = require("react-relay");

function AssetsPage({ page, projectKey, count }) {
  const root = useLazyLoadQuery(
    graphql`
      query AssetsPageQuery($key: String!, $count: Int!) {
        project(key: $key) {
          name
          ...AssetsPage_assets @arguments(count: $count)
        }
      }
    `,
    { key: projectKey, count },
  );
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment(
    graphql`
      fragment AssetsPage_assets on Project
      @argumentDefinitions(
        count: { type: "Int", defaultValue: 20 }
        cursor: { type: "String" }
        orderBy: { type: "AssetOrder", defaultValue: NAME }
        filter: { type: "AssetFilter" }
      )
      @refetchable(queryName: "AssetsPagePaginationQuery") {
        assets(first: $count, after: $cursor, orderBy: $orderBy, filter: $filter)
          @connection(key: "AssetsPage_assets", filters: ["orderBy", "filter"]) {
          edges {
            node {
              id
              ...AssetRow_asset
              name
            }
          }
        }
      }
    `,
    root.project,
  );
  page.names = data.assets.edges.map((edge) => edge.node.name);
  page.hasNext = hasNext;
  page.busy = isLoadingNext;
  page.more = () => loadNext(count);
  return null;
}

module.exports = { AssetsPage };
