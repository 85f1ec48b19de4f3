/**
 * The directory for downloads, by the conventions of the operating system (Node's name):
 * `backproof/FOLDER` in `%LOCALAPPDATA%` on Windows, in `~/Library/Caches` on macOS, in
 * `$XDG_CACHE_HOME` or `~/.cache` elsewhere; undefined if the variable is not set.
 */
export function cacheDirectory(
  system: string,
  environment: (name: string) => string | undefined,
  folder: string,
): string | undefined {
  function cachesOfUser(): string | undefined {
    if (system === "win32") return environment("LOCALAPPDATA");
    if (system === "darwin") return inHome("Library/Caches");
    const xdg = environment("XDG_CACHE_HOME");
    // The XDG Base Directory Specification has relative paths ignored.
    return xdg?.startsWith("/") ? xdg : inHome(".cache");
  }
  function inHome(directory: string): string | undefined {
    const home = environment("HOME");
    return home === undefined ? undefined : `${home}/${directory}`;
  }
  const caches = cachesOfUser();
  return caches === undefined ? undefined : `${caches}/backproof/${folder}`;
}
