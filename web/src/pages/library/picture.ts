interface File {
  role: string;
  url: string;
}

/** The address of the still picture that stands for a version; null for one that has none, or not yet. */
export function pictureOf(files: readonly File[]): string | null {
  for (const role of ["POSTER", "THUMBNAIL"]) {
    const found = files.find((file) => file.role === role);
    if (found) return found.url;
  }
  return null;
}
