import { Unknown, read } from "./project.js";

/**
 * Provenance is refused for a package whose manifest names another repository than the one that
 * publishes it, or none. The README's links lead nowhere on the registry's page without it, too.
 */
export function repository(project) {
  const { repository: told } = JSON.parse(read(project, "pkg/package.json"));
  const url = typeof told === "string" ? told : told?.url;
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = project.env;
  if (url === undefined) {
    throw new Unknown("Cargo.toml names no `repository`: npm needs it for provenance and links");
  }
  const here = name === undefined ? undefined : `${server}/${name}`;
  const address = url.replace(/^git\+/, "").replace(/\.git$/, "");
  if (here === undefined || address === here) return address;
  throw new Error(`Cargo.toml names ${address}, but this is ${here}`);
}
