// The first and smallest script of every address: it sends for the page that is shown there, and for what that page will ask
// first, at the same time as for all that shows it.
import "../design/tokens.css";
import "../design/base.css";
import { askAhead } from "./ahead";
import { seemsInvited } from "./invited";
import { pages } from "./pages";
import { sessionAhead } from "./sessionAhead";

const { pathname, search } = window.location;
const [, place = "", thing = ""] = pathname.split("/");

void import("../main");
switch (place) {
  case "":
    void pages.search();
    askAhead("Viewer", {});
    if (search === "" && !seemsInvited()) askAhead("SearchStart", {});
    break;
  case "review":
    void pages.review();
    sessionAhead(thing);
    break;
  case "asset":
    void pages.asset();
    break;
}
