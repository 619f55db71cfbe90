import { useQuery } from "urql";
import { ViewerDocument, type ViewerQuery } from "../graphql/generated";

export type Viewer = ViewerQuery["me"];

/** Who looks at the page; undefined until it is known. */
export function useViewer(): Viewer | undefined {
  const [{ data }] = useQuery({ query: ViewerDocument });
  return data?.me;
}
