// The types that puppeteer-core brings are those of Node, too, which change what programs mean that have
// nothing to do with it. With its name in a variable, none is loaded.
const DRIVER: string = "npm:puppeteer-core@24.43.1";

/** Drives a browser that was started, by the address of its own server. */
export async function connect(browserWSEndpoint: string): Promise<Browser> {
  const { default: puppeteer } = await import(DRIVER) as { readonly default: Driver };
  return await puppeteer.connect({ browserWSEndpoint });
}

interface Driver {
  connect(options: { readonly browserWSEndpoint: string }): Promise<Browser>;
}

/** A place on a page, in pixels. */
type Place = readonly [x: number, y: number];

/** An element of a page. */
export interface ElementHandle {
  boundingBox(): Promise<
    | { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    | null
  >;
  scrollIntoView(): Promise<void>;
  uploadFile(...paths: readonly string[]): Promise<void>;
}

/** A connection to a page by the browser's own protocol. */
export interface CdpSession {
  // deno-lint-ignore no-explicit-any -- a protocol of hundreds of events
  on(event: string, listener: (event: any) => void): void;
  // deno-lint-ignore no-explicit-any -- as above
  send(method: string, params?: Readonly<Record<string, unknown>>): Promise<any>;
}

/** A tab of the browser. Programs are texts, as the types of pages are not those of tests. */
export interface Page {
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: {
    down(): Promise<void>;
    move(x: number, y: number, options?: { readonly steps?: number }): Promise<void>;
    up(): Promise<void>;
  };
  readonly touchscreen: {
    touchStart(...at: Place): Promise<unknown>;
    touchMove(...at: Place): Promise<void>;
    touchEnd(): Promise<void>;
  };
  $(selector: string): Promise<ElementHandle | null>;
  $$(selector: string): Promise<readonly ElementHandle[]>;
  click(selector: string): Promise<void>;
  createCDPSession(): Promise<CdpSession>;
  emulateMediaFeatures(
    features: readonly { readonly name: string; readonly value: string }[],
  ): Promise<void>;
  evaluate(program: string): Promise<unknown>;
  focus(selector: string): Promise<void>;
  goBack(): Promise<unknown>;
  goto(address: string): Promise<unknown>;
  on(
    event: "console",
    listener: (message: { type(): string; text(): string }) => void,
  ): void;
  on(event: "pageerror", listener: (error: unknown) => void): void;
  reload(): Promise<unknown>;
  select(selector: string, value: string): Promise<unknown>;
  setViewport(viewport: Readonly<Record<string, number | boolean>>): Promise<void>;
  waitForFunction(program: string, options?: { readonly timeout?: number }): Promise<unknown>;
  waitForSelector(selector: string): Promise<unknown>;
}

/** A browser. */
export interface Browser {
  close(): Promise<void>;
  newPage(): Promise<Page>;
}
