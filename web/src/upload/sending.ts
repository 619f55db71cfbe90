import { DetailedError, Upload } from "tus-js-client";
import { pageHeaders } from "../begin/headers";
import { client } from "../graphql/client";
import { IngestUploadDocument } from "../graphql/generated";
import { words } from "../words/en";
import type { ChosenFile } from "./files";
import { add, change, type Destination, drop, startable, type UploadItem, whole } from "./queue";
import { changeUploads, useUploads } from "./uploads";

const CHUNK_BYTES = 64 * 1024 * 1024;
const PROGRESS_MS = 200;
const RETRY_MS = [0, 1000, 3000, 5000, 10_000, 20_000];

/** What cannot be kept as text: the files themselves, what sends them now, and for which the server was asked. */
const files = new Map<string, File>();
const running = new Map<string, Upload>();
const asked = new Set<string>();

function item(id: string): UploadItem | undefined {
  return useUploads.getState().items.find((each) => each.id === id);
}

function set(id: string, to: Partial<UploadItem>): void {
  changeUploads((items) => change(items, id, to));
}

/** Send files to a project. Those that are on their way already go on. */
export function send(chosen: readonly ChosenFile[], to: Destination): void {
  let ids: string[] = [];
  const plain = chosen.map(({ name, folder, bytes, modified }) => ({ name, folder, bytes, modified }));
  changeUploads((items) => {
    const added = add(items, plain, to, () => crypto.getRandomValues(new Uint32Array(4)).join("-"));
    ids = added.ids;
    return added.items;
  });
  for (const [index, id] of ids.entries()) {
    const file = chosen[index]?.file;
    if (file) files.set(id, file);
  }
  goOn();
}

export function pause(id: string): void {
  set(id, { state: "paused" });
  void running.get(id)?.abort();
  running.delete(id);
  goOn();
}

/** Go on with one that was paused, or failed. One whose file the browser let go of has to be chosen again. */
export function resume(id: string): void {
  const found = item(id);
  if (!found) return;
  if (whole(found)) set(id, { state: "takingIn", problem: null });
  else set(id, { state: files.has(id) ? "waiting" : "fileNeeded", problem: null });
  goOn();
}

/** Forget one, here and at the server. */
export function discard(id: string): void {
  const address = item(id)?.address;
  const upload = running.get(id);
  running.delete(id);
  files.delete(id);
  changeUploads((items) => drop(items, id));
  const ended = upload
    ? upload.abort(true)
    : address
      ? Upload.terminate(address, { headers: pageHeaders, retryDelays: null })
      : Promise.resolve();
  ended.catch((error: unknown) => console.info("the server keeps the piece until it expires", error));
  goOn();
}

/** Start whatever may start now. */
export function goOn(): void {
  const { items } = useUploads.getState();
  for (const each of items) if (each.state === "takingIn") void takeIn(each);
  for (const each of startable(items)) start(each);
}

function start(from: UploadItem): void {
  const file = files.get(from.id);
  if (!file) {
    set(from.id, { state: "fileNeeded" });
    return;
  }
  const { id } = from;
  let told = 0;
  const upload = new Upload(file, {
    endpoint: "/upload",
    uploadUrl: from.address,
    headers: pageHeaders,
    metadata: { filename: from.name, project: from.projectId },
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_MS,
    storeFingerprintForResuming: false, // the list of uploads is kept by keeping.ts
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      return status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
    },
    onUploadUrlAvailable: () => set(id, { address: upload.url }),
    onProgress: (sent) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      set(id, { sent });
    },
    onSuccess: () => {
      running.delete(id);
      set(id, { state: "takingIn", sent: from.bytes, address: upload.url });
      goOn();
    },
    onError: (error) => {
      running.delete(id);
      set(id, { state: "failed", problem: saidBy(error) });
      goOn();
    },
  });
  running.set(id, upload);
  set(id, { state: "sending", problem: null });
  upload.start();
}

function saidBy(error: Error | DetailedError): string {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  if (answer === null) return words.upload.cut;
  if (answer.getStatus() === 401) return words.upload.signedOut;
  try {
    const { message } = JSON.parse(answer.getBody()) as { message?: string };
    return message ?? words.upload.refused;
  } catch (wrong) {
    if (!(wrong instanceof SyntaxError)) throw wrong;
    return words.upload.refused; // something between here and the server answered
  }
}

/** Let the server make an asset of what it has. */
async function takeIn(from: UploadItem): Promise<void> {
  const { id, address, projectId, versionOf } = from;
  if (address === null || asked.has(id)) return;
  asked.add(id);
  const uploadId = address.split("/").at(-1) ?? "";
  const { data, error } = await client
    .mutation(IngestUploadDocument, { input: { project: projectId, uploadId, versionOf } })
    .toPromise();
  asked.delete(id);
  const payload = data?.ingest;
  if (payload?.asset) {
    const problem = payload.problems[0]?.message ?? null;
    files.delete(id);
    set(id, { state: "done", assetId: payload.asset.id, known: !payload.created, problem });
  } else {
    const problem = payload?.problems[0];
    const gone = problem?.code === "GONE" || problem?.code === "NOT_FOUND"; // then its bytes have to be sent anew
    set(id, {
      state: "failed",
      problem: problem?.message ?? (error?.networkError ? words.upload.cut : words.upload.refused),
      ...(gone && { address: null, sent: 0 }),
    });
  }
  goOn();
}
