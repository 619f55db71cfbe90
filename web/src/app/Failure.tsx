import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../design/Button";
import { Notice } from "../design/Notice";
import { words } from "../words/en";

/** How browsers and the bundler say that a page's script did not come: the link is lost, or another release is served by now. */
const NOT_FETCHED = /preload CSS|dynamically imported module|module script failed/;

/** Shows what broke instead of an empty window, and offers to load the page again. */
export class Failure extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    const { message } = this.state.error;
    const lost = NOT_FETCHED.test(message);
    return (
      <Notice
        kind="error"
        title={lost ? words.app.notFetched : words.app.broken}
        page
        action={<Button onClick={() => window.location.reload()}>{words.app.reload}</Button>}
      >
        {lost ? words.app.notFetchedHint : message}
      </Notice>
    );
  }
}
