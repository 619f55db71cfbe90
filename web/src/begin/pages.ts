/** Every page's script, fetched when the page is first shown. */
export const pages = {
  search: () => import("../pages/search/SearchPage"),
  library: () => import("../pages/library/LibraryPage"),
  project: () => import("../pages/library/ProjectPage"),
  asset: () => import("../pages/asset/AssetPage"),
  review: () => import("../pages/review/ReviewPage"),
  timelines: () => import("../pages/timelines/TimelinesPage"),
  jobs: () => import("../pages/jobs/JobsPage"),
  status: () => import("../pages/status/StatusPage"),
  account: () => import("../pages/account/AccountPage"),
  people: () => import("../pages/people/PeoplePage"),
};
