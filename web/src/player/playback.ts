import type { AssetKind, PlaybackPartsFragment, RepresentationRole } from "../graphql/generated";
import { ONE_A_SECOND, type Rational } from "../timecode/rational";
import { parseTimecode, type StartTimecode } from "../timecode/timecode";

/** All that the player needs to know of a version. */
export interface Playback {
  versionId: string;
  name: string;
  kind: AssetKind;
  /** Frames that can be shown; of a sound the parts in which it is counted, an image has one. */
  frames: number;
  rate: Rational;
  start: StartTimecode | null;
  /** The picture as it is to be shown: turned, with square pixels. Null for a sound. */
  size: { width: number; height: number } | null;
  /** What plays; null until the analysis made it, and for images. */
  proxyUrl: string | null;
  /** When each frame of the proxy is shown; null where each lasts one `rate`th of a second. */
  tableUrl: string | null;
  posterUrl: string | null;
  waveformUrl: string | null;
  spriteUrl: string | null;
  spriteIndexUrl: string | null;
  hasSound: boolean;
}

const SHOWN_BY_BROWSERS = /^image\/(png|jpeg|webp|gif|avif)$/;

type Media = PlaybackPartsFragment["media"];

function shownSize({ width, height, pixelAspect, rotation }: Media): Playback["size"] {
  if (width === null || height === null) return null;
  const wide = pixelAspect ? Math.round((width * pixelAspect.num) / pixelAspect.den) : width;
  return rotation === 90 || rotation === 270 ? { width: height, height: wide } : { width: wide, height };
}

function frameCount(kind: AssetKind, { frames, seconds }: Media, rate: Rational): number {
  if (kind === "IMAGE") return 1;
  return Math.max(1, frames ?? Math.ceil(((seconds ?? 1) * rate.num) / rate.den));
}

/** Read what a version's media and files say about playing it. */
export function playbackOf(version: PlaybackPartsFragment): Playback {
  const { asset, media, playback, representations } = version;
  const url = (role: RepresentationRole) => representations.find((each) => each.role === role)?.url ?? null;
  const original = representations.find(({ role }) => role === "ORIGINAL");
  const rate = playback?.rate ?? media.frameRate ?? ONE_A_SECOND;
  const isImage = asset.kind === "IMAGE";
  const showsOriginal = isImage && original !== undefined && SHOWN_BY_BROWSERS.test(original.mimeType);
  return {
    versionId: version.id,
    name: asset.name,
    kind: asset.kind,
    frames: playback?.frames ?? frameCount(asset.kind, media, rate),
    rate,
    start: media.startTimecode === null ? null : parseTimecode(media.startTimecode, rate),
    size: shownSize(media),
    proxyUrl: playback?.url ?? null,
    tableUrl: playback?.constantRate ? null : (playback?.ptsUrl ?? null),
    posterUrl: showsOriginal ? original.url : url("POSTER"),
    waveformUrl: url("WAVEFORM"),
    spriteUrl: url("SPRITE"),
    spriteIndexUrl: url("SPRITE_INDEX"),
    hasSound: media.audioCodec !== null,
  };
}
