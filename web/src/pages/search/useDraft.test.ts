import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PAUSE_MS, useDraft } from "./useDraft";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function drafting(said = "") {
  const say = vi.fn();
  const hook = renderHook((props: { said: string }) => useDraft(props.said, say), { initialProps: { said } });
  const type = (words: string) => act(() => hook.result.current.type(words));
  const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
  return { ...hook, say, type, wait };
}

test("words are said once, when typing stops", () => {
  const { say, type, wait } = drafting();
  type("c");
  wait(PAUSE_MS - 50);
  type("ca");
  wait(PAUSE_MS - 50);
  type("car");
  expect(say).not.toHaveBeenCalled();
  wait(PAUSE_MS);
  expect(say.mock.calls).toEqual([["car"]]);
});

test("Enter says them at once, and not a second time", () => {
  const { result, say, type, wait } = drafting();
  type("car");
  act(() => result.current.settle("car"));
  wait(PAUSE_MS * 2);
  expect(say.mock.calls).toEqual([["car"]]);
});

test("the address that follows from the words does not disturb typing that went on", () => {
  const { result, type, wait, rerender } = drafting();
  type("car");
  wait(PAUSE_MS);
  type("cars");
  rerender({ said: "car" });
  expect(result.current.draft).toBe("cars");
});

test("a step back in the history puts its words into the box, and what was typed is not said any more", () => {
  const { result, say, type, wait, rerender } = drafting("dog");
  type("car");
  wait(PAUSE_MS);
  rerender({ said: "car" });
  type("carp");
  rerender({ said: "dog" });
  wait(PAUSE_MS);
  expect(result.current.draft).toBe("dog");
  expect(say.mock.calls).toEqual([["car"]]);
});
