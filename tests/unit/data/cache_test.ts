import { assertEquals } from "@std/assert";
import { cacheDirectory } from "../../../src/data/sets/cache.ts";

const CASES: readonly {
  readonly what: string;
  readonly system: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly directory: string | undefined;
}[] = [
  {
    what: "Linux with XDG_CACHE_HOME",
    system: "linux",
    variables: { XDG_CACHE_HOME: "/caches", HOME: "/home/ada" },
    directory: "/caches/backproof/mnist",
  },
  {
    what: "Linux without XDG_CACHE_HOME",
    system: "linux",
    variables: { HOME: "/home/ada" },
    directory: "/home/ada/.cache/backproof/mnist",
  },
  {
    what: "Linux with a relative XDG_CACHE_HOME, which its specification has ignored",
    system: "linux",
    variables: { XDG_CACHE_HOME: "caches", HOME: "/home/ada" },
    directory: "/home/ada/.cache/backproof/mnist",
  },
  {
    what: "macOS",
    system: "darwin",
    variables: { XDG_CACHE_HOME: "/caches", HOME: "/Users/ada" },
    directory: "/Users/ada/Library/Caches/backproof/mnist",
  },
  {
    what: "Windows",
    system: "win32",
    variables: { LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local", HOME: "/home/ada" },
    directory: "C:\\Users\\ada\\AppData\\Local/backproof/mnist",
  },
  { what: "Linux without a home", system: "linux", variables: {}, directory: undefined },
  { what: "macOS without a home", system: "darwin", variables: {}, directory: undefined },
  { what: "Windows without LOCALAPPDATA", system: "win32", variables: {}, directory: undefined },
  { what: "a browser", system: "browser", variables: {}, directory: undefined },
];

for (const { what, system, variables, directory } of CASES) {
  Deno.test(`cacheDirectory() on ${what} is ${directory}`, () => {
    assertEquals(cacheDirectory(system, (name) => variables[name], "mnist"), directory);
  });
}
