import { expect, test } from "vitest";
import type { PlaybackPartsFragment } from "../graphql/generated";
import { playbackOf } from "./playback";

const VERSION: PlaybackPartsFragment = {
  id: "v",
  number: 1,
  asset: { id: "a", name: "take", kind: "VIDEO" },
  media: {
    width: 720,
    height: 576,
    pixelAspect: { num: 16, den: 15 },
    rotation: 90,
    frameRate: { num: 30000, den: 1001 },
    frames: 300,
    seconds: 10.01,
    startTimecode: "01:00:00;00",
    variableFrameRate: false,
    audioCodec: "aac",
  },
  playback: {
    url: "/media/p",
    ptsUrl: "/media/t",
    frames: 300,
    rate: { num: 30000, den: 1001 },
    constantRate: true,
  },
  representations: [
    { role: "ORIGINAL", url: "/media/o", mimeType: "video/mp4", width: 720, height: 576 },
    { role: "POSTER", url: "/media/poster", mimeType: "image/webp", width: 576, height: 768 },
  ],
};

test("a picture is shown turned and with square pixels, and counted from its own timecode", () => {
  const playback = playbackOf(VERSION);
  expect(playback.size).toEqual({ width: 576, height: 768 });
  expect(playback.start).toEqual({ frame: 107892, dropFrame: true });
  expect(playback.tableUrl).toBeNull();
});

test("a rate that varies needs the table of its pictures", () => {
  const uneven = { ...VERSION, playback: VERSION.playback && { ...VERSION.playback, constantRate: false } };
  expect(playbackOf(uneven).tableUrl).toBe("/media/t");
});

test("a sound from before it had a grain has a frame a second, and no picture", () => {
  const media = {
    ...VERSION.media,
    width: null,
    height: null,
    frames: null,
    frameRate: null,
    startTimecode: null,
  };
  const playback = playbackOf({
    ...VERSION,
    asset: { ...VERSION.asset, kind: "AUDIO" },
    media,
    playback: VERSION.playback && { ...VERSION.playback, frames: null, rate: null, ptsUrl: null },
  });
  expect(playback).toMatchObject({ frames: 11, rate: { num: 1, den: 1 }, size: null, tableUrl: null });
});

test("a sound is counted in the grain that its version tells", () => {
  const playback = playbackOf({
    ...VERSION,
    asset: { ...VERSION.asset, kind: "AUDIO" },
    media: {
      ...VERSION.media,
      width: null,
      height: null,
      frames: null,
      seconds: 5.01,
      frameRate: { num: 25, den: 1 },
      startTimecode: null,
    },
    playback: VERSION.playback && { ...VERSION.playback, frames: null, rate: null, ptsUrl: null },
  });
  expect(playback).toMatchObject({ frames: 126, rate: { num: 25, den: 1 }, size: null, tableUrl: null });
});

test("an image is shown as it was ingested where browsers know its kind", () => {
  const image = { ...VERSION, asset: { ...VERSION.asset, kind: "IMAGE" as const }, playback: null };
  const original = {
    ...VERSION.representations[0],
    mimeType: "image/png",
  } as PlaybackPartsFragment["representations"][0];
  expect(playbackOf(image)).toMatchObject({ frames: 1, proxyUrl: null, posterUrl: "/media/poster" });
  expect(playbackOf({ ...image, representations: [original] }).posterUrl).toBe("/media/o");
});
