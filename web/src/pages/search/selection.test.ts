// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import type { HitFragment } from "../../graphql/generated";
import { nextIndex } from "./arrows";
import { byProject } from "./gathered";
import { useSelection } from "./selection";

function hit(id: string, version = `v${id}`, project = "p"): HitFragment {
  return {
    shot: { id, version: { id: version, asset: { project: { id: project, key: project, name: project } } } },
  } as HitFragment;
}

const LIST = ["1", "2", "3", "4", "5"].map((id) => hit(id));
const at = (place: number) => LIST[place] as HitFragment;
const chosen = () => [...useSelection.getState().chosen.keys()];
const { toggle, reach, clear } = useSelection.getState();

beforeEach(() => clear());

test("a press selects, another unselects", () => {
  toggle(at(1));
  toggle(at(3));
  toggle(at(1));
  expect(chosen()).toEqual(["4"]);
});

test("with shift all between the last press and this one are selected, in either direction", () => {
  toggle(at(1));
  reach(at(3), LIST);
  expect(chosen()).toEqual(["2", "3", "4"]);
  reach(at(0), LIST);
  expect(chosen()).toEqual(["2", "3", "4", "1"]);
});

test("with shift and nothing before, only the hit itself is", () => {
  reach(at(3), LIST);
  expect(chosen()).toEqual(["4"]);
  reach(at(4), LIST);
  expect(chosen()).toEqual(["4", "5"]);
});

test("what was selected in another search stays, and a range cannot begin there", () => {
  toggle(hit("elsewhere"));
  reach(at(2), LIST);
  expect(chosen()).toEqual(["elsewhere", "3"]);
});

test("a review gets each version once, in the order of the selection, of one project", () => {
  const groups = byProject([hit("1", "b", "x"), hit("2", "a", "x"), hit("3", "c", "y"), hit("4", "b", "x")]);
  expect(groups.map(({ project, versions }) => [project.id, versions])).toEqual([
    ["x", ["b", "a"]],
    ["y", ["c"]],
  ]);
});

test("the arrows lead from hit to hit, to the ends, and out at the top", () => {
  const go = (key: string, from: number) => nextIndex(key, from, 3, 8);
  expect([go("ArrowRight", 2), go("ArrowLeft", 3), go("ArrowDown", 1), go("ArrowUp", 4)]).toEqual([
    3, 2, 4, 1,
  ]);
  expect([go("ArrowDown", 6), go("ArrowRight", 7), go("ArrowLeft", 0)]).toEqual([7, 7, 0]);
  expect([go("Home", 5), go("End", 0), go("ArrowUp", 1), go("a", 1)]).toEqual([0, 7, -1, null]);
});
