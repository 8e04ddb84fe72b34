/** What Vite makes of an import with `?raw`: the file's text. Tests read the README with it. */
declare module '*?raw' {
  const text: string;
  export default text;
}
