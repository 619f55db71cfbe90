import { useCallback } from "react";
import { type ChosenFile, filesOfInput } from "./files";

export interface ProjectNamed {
  id: string;
  key: string;
  name: string;
}

/** Send files to a project. What sends them is loaded with the first. */
export async function sendTo(
  project: ProjectNamed,
  files: readonly ChosenFile[],
  versionOf: string | null = null,
): Promise<void> {
  if (files.length === 0) return;
  const { send } = await import("./sending");
  send(files, { projectId: project.id, projectKey: project.key, projectName: project.name, versionOf });
}

/** A handler of file inputs: sends what was chosen, and empties the input so that the same can be chosen again. */
export function useSendFiles(project: ProjectNamed, versionOf: string | null = null) {
  return useCallback(
    (input: HTMLInputElement) => {
      const files = filesOfInput([...(input.files ?? [])]);
      input.value = "";
      return sendTo(project, files, versionOf);
    },
    [project, versionOf],
  );
}
