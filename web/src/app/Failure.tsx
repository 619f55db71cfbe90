import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../design/Button";
import { Notice } from "../design/Notice";
import { words } from "../words/en";

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
    return (
      <Notice
        kind="error"
        title={words.app.broken}
        page
        action={<Button onClick={() => window.location.reload()}>{words.app.reload}</Button>}
      >
        {this.state.error.message}
      </Notice>
    );
  }
}
