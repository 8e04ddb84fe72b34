/** What the program runs in. */
export interface Host {
  /** The package's version. */
  version: string;
  out(text: string): void;
  error(text: string): void;
  /** Where to draw a progress bar; nowhere, and progress is told in lines. */
  terminal?: NodeJS.WriteStream | undefined;
}
