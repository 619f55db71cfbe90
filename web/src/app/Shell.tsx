import { Activity, Clapperboard, ListChecks, Search } from "lucide-react";
import type { ReactNode } from "react";
import { lazy, Suspense, useRef } from "react";
import { Link, useLocation } from "wouter";
import { seemsInvited } from "../begin/invited";
import { Icon } from "../design/Icon";
import { Toasts } from "../design/Toasts";
import { useUploads } from "../upload/uploads";
import { words } from "../words/en";
import { LinkBanner } from "./LinkBanner";
import { Reachable } from "./Reachable";
import styles from "./Shell.module.css";
import { useArrival } from "./useArrival";
import { useViewer } from "./useViewer";
import { ViewerMenu } from "./ViewerMenu";

const UploadTray = lazy(() => import("../upload/UploadTray"));

const PLACES = [
  { path: "/", label: words.app.search, icon: Search },
  { path: "/projects", label: words.app.library, icon: Clapperboard },
  { path: "/jobs", label: words.app.jobs, icon: ListChecks },
  { path: "/status", label: words.app.status, icon: Activity },
];

/** What stands around every page but the review: where one is, where one can go, and who one is. */
export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const uploading = useUploads(({ items }) => items.length > 0);
  const viewer = useViewer();
  const invited = viewer ? viewer.reviewSession !== null : seemsInvited();
  const main = useRef<HTMLElement>(null);
  useArrival(main);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {words.app.skip}
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.name ?? ""}>
          <img src="/icon.svg" alt="" width={24} height={24} />
          <span>{words.app.name}</span>
        </Link>
        {!invited && (
          <nav className={styles.places} aria-label={words.app.places}>
            {PLACES.map(({ path, label, icon }) => {
              const here = path === "/" ? location === "/" : location.startsWith(path);
              return (
                <Link
                  key={path}
                  href={path}
                  className={styles.place ?? ""}
                  aria-current={here ? "page" : undefined}
                >
                  <Icon of={icon} />
                  <span>{label}</span>
                </Link>
              );
            })}
          </nav>
        )}
        <ViewerMenu />
      </header>
      <LinkBanner />
      <main ref={main} id="main" className={styles.main} tabIndex={-1}>
        <Reachable>{children}</Reachable>
      </main>
      {uploading && (
        <Suspense>
          <UploadTray />
        </Suspense>
      )}
      <Toasts />
    </div>
  );
}
