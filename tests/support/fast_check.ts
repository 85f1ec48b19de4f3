// deno.json leads here: packages that are named there are fetched by every task, whatever it runs.
// deno-lint-ignore no-import-prefix
export * as default from "npm:fast-check@4.10.2";
