import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  Application,
  Comment,
  Converter,
  PageEvent,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  type TypeDocOptions,
} from 'typedoc';
import { ModuleRouter, type PluginOptions } from 'typedoc-plugin-markdown';
import { type Entry, fileOf, PACKAGES } from './published.ts';

/** The outline of a page names what it is about. */
const FRONTMATTER = '---\noutline: [2, 3]\n---\n\n';

/** Of typedoc-vitepress-theme, which exports no type for them: the site’s own navigation has the pages. */
interface VitePressOptions {
  readonly sidebar: { readonly autoConfiguration: false };
}

/**
 * Writes a page of Markdown for each entry, out of the comments in its source.
 *
 * @param site Folder of the site, whose folder `api` takes them.
 */
export async function writeEnglish(entries: readonly Entry[], site: URL): Promise<void> {
  const bySource = new Map(entries.map((entry) => [fileURLToPath(new URL(entry.source, PACKAGES)), entry]));
  const bySpecifier = new Map(entries.map((entry) => [entry.specifier, entry]));

  /** Puts each page where its address says. */
  class EntryRouter extends ModuleRouter {
    override buildPages(project: ProjectReflection) {
      // The index is a page of our own.
      return super.buildPages(project).filter(({ model }) => model !== project);
    }

    override getIdealBaseName(reflection: Reflection): string {
      const entry = reflection.kindOf(ReflectionKind.Module) ? bySpecifier.get(reflection.name) : undefined;
      return entry ? fileOf(entry) : super.getIdealBaseName(reflection);
    }
  }

  const options: Partial<TypeDocOptions & PluginOptions> & VitePressOptions = {
    entryPoints: [...bySource.keys()],
    tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
    // For a page to link to what its package takes from another one, and for no package to have to be built.
    compilerOptions: { paths: Object.fromEntries([...bySource].map(([file, { specifier }]) => [specifier, [file]])) },
    // `npm test` checks types.
    skipErrorChecking: true,
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    out: fileURLToPath(new URL('api', site)),
    router: 'entries',
    publicPath: '/api/',
    cleanOutputDir: false,
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    // What a class has from its framework stands in the framework's reference.
    excludeExternals: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    sanitizeComments: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    sidebar: { autoConfiguration: false },
    // How the comments are written is not for a build to judge.
    logLevel: 'Error',
  };
  const app = await Application.bootstrapWithPlugins(options);
  app.renderer.defineRouter('entries', EntryRouter);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const { specifier, source } = bySource.get(project.getSymbolIdFromReflection(module)!.fileName!)!;
      // TypeDoc calls a module by its file; readers know it by what they import.
      module.name = specifier;
      if (specifier.endsWith('/register')) module.comment = new Comment([{ kind: 'text', text: effectOf(source) }]);
    }
  });
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = FRONTMATTER + page.contents;
  });
  const project = await app.convert();
  if (project === undefined || app.logger.hasErrors()) throw new Error('TypeDoc can’t read the packages.');
  await app.generateOutputs(project);
}

/** What importing an entry does that exports nothing. */
function effectOf(source: string): string {
  const [, called] = /^(\w+)\(\);$/m.exec(readFileSync(new URL(source, PACKAGES), 'utf8'))!;
  const [folder] = source.split('/');
  return `Exports nothing: importing it calls [\`${called}()\`](/api/${folder}/#${called!.toLowerCase()}).`;
}
