// Beside every file of the build its compressed forms, so that no server has to compress it while somebody waits.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2] ?? "../server/static/web";
for (const name of await readdir(folder, { recursive: true })) {
  if (!/\.(js|css|svg|html)$/.test(name)) continue;
  const content = await readFile(`${folder}/${name}`);
  await writeFile(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }));
  await writeFile(
    `${folder}/${name}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
}
