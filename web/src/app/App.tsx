import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { pages } from "../begin/pages";
import { Loading } from "../design/Loading";
import { Failure } from "./Failure";
import { Lost } from "./Lost";
import { Shell } from "./Shell";

const SearchPage = lazy(pages.search);
const LibraryPage = lazy(pages.library);
const ProjectPage = lazy(pages.project);
const AssetPage = lazy(pages.asset);
const ReviewPage = lazy(pages.review);
const TimelinesPage = lazy(pages.timelines);
const JobsPage = lazy(pages.jobs);
const StatusPage = lazy(pages.status);
const AccountPage = lazy(pages.account);
const PeoplePage = lazy(pages.people);

/** Every page by its address. A review fills the window; all others stand in the shell. */
export function App() {
  return (
    <Failure>
      <Suspense fallback={<Loading page />}>
        <Switch>
          <Route path="/review/:sessionId">
            {({ sessionId }) => <ReviewPage key={sessionId} sessionId={sessionId} />}
          </Route>
          <Route>
            <Shell>
              <Suspense fallback={<Loading page />}>
                <Switch>
                  <Route path="/" component={SearchPage} />
                  <Route path="/projects" component={LibraryPage} />
                  <Route path="/projects/:key/*?">
                    {({ key }) => <ProjectPage key={key} projectKey={key} />}
                  </Route>
                  <Route path="/asset/:id">{({ id }) => <AssetPage key={id} assetId={id} />}</Route>
                  <Route path="/timelines" component={TimelinesPage} />
                  <Route path="/jobs" component={JobsPage} />
                  <Route path="/status" component={StatusPage} />
                  <Route path="/account" component={AccountPage} />
                  <Route path="/people" component={PeoplePage} />
                  <Route component={Lost} />
                </Switch>
              </Suspense>
            </Shell>
          </Route>
        </Switch>
      </Suspense>
    </Failure>
  );
}
