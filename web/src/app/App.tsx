import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Loading } from "../design/Loading";
import { Failure } from "./Failure";
import { Lost } from "./Lost";
import { Shell } from "./Shell";

const SearchPage = lazy(() => import("../pages/search/SearchPage"));
const LibraryPage = lazy(() => import("../pages/library/LibraryPage"));
const ProjectPage = lazy(() => import("../pages/library/ProjectPage"));
const AssetPage = lazy(() => import("../pages/asset/AssetPage"));
const ReviewPage = lazy(() => import("../pages/review/ReviewPage"));
const TimelinesPage = lazy(() => import("../pages/timelines/TimelinesPage"));
const JobsPage = lazy(() => import("../pages/jobs/JobsPage"));
const StatusPage = lazy(() => import("../pages/status/StatusPage"));
const AccountPage = lazy(() => import("../pages/account/AccountPage"));
const PeoplePage = lazy(() => import("../pages/people/PeoplePage"));

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
