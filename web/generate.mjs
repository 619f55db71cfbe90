// Types and documents for every operation in src/**/*.graphql, checked against ../schema/schema.graphql.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { formatDocument, stringifyDocument } from "@urql/core";
import {
  buildSchema,
  NoUnusedFragmentsRule,
  parse,
  print,
  separateOperations,
  specifiedRules,
  stripIgnoredCharacters,
  validate,
} from "graphql";

const sdl = await readFile("../schema/schema.graphql", "utf8");
const schemaAst = buildSchema(sdl);

const found = [];
for (const name of (await readdir("src", { recursive: true })).sort()) {
  if (!name.endsWith(".graphql")) continue;
  const location = `src/${name}`;
  found.push({ location, document: parse(await readFile(location, "utf8")) });
}

const whole = { kind: "Document", definitions: found.flatMap(({ document }) => document.definitions) };
const errors = validate(
  schemaAst,
  whole,
  specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule), // a page may use its fragment in none of its queries yet
);
if (errors.length > 0) {
  for (const { message } of errors) process.stderr.write(`${message}\n`);
  process.exit(1);
}

const config = {
  enumsAsTypes: true,
  useTypeImports: true,
  skipTypename: false,
  dedupeFragments: true,
  inlineFragmentTypes: "combine",
  defaultScalarType: "unknown",
  scalars: {
    ByteCount: "number",
    DateTime: "string",
    ID: "string",
    JSON: "unknown",
    Timecode: "string",
  },
};

const made = await codegen({
  filename: "src/graphql/generated.ts",
  schema: parse(sdl),
  schemaAst,
  documents: found,
  config,
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});
await writeFile("src/graphql/generated.ts", made);

// Objects without an id of their own live inside the object that holds them: the normalised cache is told which these are.
const embedded = Object.values(schemaAst.getTypeMap())
  .filter((type) => type.astNode?.kind === "ObjectTypeDefinition" && !type.getFields().id)
  .map((type) => type.name)
  .sort();
await writeFile(
  "src/graphql/embedded.ts",
  `export const embeddedTypes = ${JSON.stringify(embedded, null, 2)} as const;\n`,
);

// What the first script of a page asks before the client is there, as text: for the client's own cache with the names of types.
const alone = separateOperations(whole);
const texts = {
  OpenSession: print(alone.OpenSession),
  MoreComments: print(alone.MoreComments),
  SearchStart: stringifyDocument(formatDocument(alone.SearchStart)),
  Viewer: stringifyDocument(formatDocument(alone.Viewer)),
};
for (const [name, text] of Object.entries(texts)) texts[name] = stripIgnoredCharacters(text);
await writeFile(
  "src/begin/aheadTexts.ts",
  `export const texts = ${JSON.stringify(texts, null, 2)} as const;\nexport type Ahead = keyof typeof texts;\n`,
);
