import { createHash } from "node:crypto";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { formatDocument, stringifyDocument } from "@urql/core";
import { print } from "graphql";
import type { Plugin } from "vite";
import { texts } from "./src/begin/aheadTexts.ts";
import * as generated from "./src/graphql/generated.ts";

/** Every text that the pages may send: the client's, with the names of types; those past its cache; those asked ahead. */
function sentTexts(): string[] {
  const documents = (Object.values(generated) as unknown as TypedDocumentNode[]).filter(({ definitions }) =>
    definitions?.some(({ kind }) => kind === "OperationDefinition"),
  );
  return [
    ...documents.map((document) => print(document)),
    ...documents.map((document) => stringifyDocument(formatDocument(document) as TypedDocumentNode)),
    ...Object.values(texts),
  ];
}

/** Beside the pages, which documents are theirs, by the SHA-256 of each: a server of trusted documents runs these too. */
export const listDocuments: Plugin = {
  name: "list-documents",
  apply: "build",
  generateBundle() {
    const manifest = Object.fromEntries(
      sentTexts().map((text) => [createHash("sha256").update(text).digest("hex"), text]),
    );
    this.emitFile({ type: "asset", fileName: "documents.json", source: JSON.stringify(manifest) });
  },
};
