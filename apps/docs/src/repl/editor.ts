// CodeMirror, which a page loads when it is there already.
import { javascript } from '@codemirror/lang-javascript';
import { syntaxHighlighting } from '@codemirror/language';
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, keymap, WidgetType } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import type { Check } from './checks.ts';

/** An editor for a program, with marks beside what it promises to log. */
export interface Editor {
  code(): string;
  setCode(code: string): void;
  /** Shows a mark at the end of each line of which this says something. */
  setChecks(checks: readonly Check[]): void;
  destroy(): void;
}

/**
 * @param options.label Names the editor for those who don't see it.
 * @param options.onChange Called after each change of the text.
 * @param options.onRun Called for Control and Enter.
 */
export function createEditor(
  parent: HTMLElement,
  options: { code: string; label: string; onChange(code: string): void; onRun(): void },
): Editor {
  const view = new EditorView({
    parent,
    doc: options.code,
    extensions: [
      // Before the basic setup, for which the same keys add a line.
      keymap.of([{ key: 'Mod-Enter', run: handled(options.onRun) }]),
      basicSetup,
      javascript({ typescript: true }),
      syntaxHighlighting(classHighlighter),
      marks,
      theme,
      // What can be edited has focus in any case; not every tool knows.
      EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
      EditorView.updateListener.of((update) => update.docChanged && options.onChange(update.state.doc.toString())),
    ],
  });
  return {
    code: () => view.state.doc.toString(),
    setCode: (code) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } }),
    setChecks: (checks) => view.dispatch({ effects: setMarks.of(checks) }),
    destroy: () => view.destroy(),
  };
}

/** Tells CodeMirror that nothing else is to be done for the key. */
function handled(act: () => void): () => true {
  return () => {
    act();
    return true;
  };
}

class Mark extends WidgetType {
  readonly state: 'met' | 'unmet';

  constructor(state: 'met' | 'unmet') {
    super();
    this.state = state;
  }

  override eq(other: Mark): boolean {
    return other.state === this.state;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = `repl-mark ${this.state}`;
    mark.textContent = this.state === 'met' ? '✓' : '✗';
    return mark;
  }
}

const setMarks = StateEffect.define<readonly Check[]>();

/** What was true of a program is not of one that has changed. */
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { effects, docChanged, state }) {
    for (const effect of effects) {
      if (!effect.is(setMarks)) continue;
      return Decoration.set(
        effect.value.flatMap(({ line, state: is }) =>
          is === 'pending' ? [] : [Decoration.widget({ widget: new Mark(is), side: 1 }).range(state.doc.line(line).to)],
        ),
      );
    }
    return docChanged ? Decoration.none : shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The site's own colours, which are right in its dark theme too. */
const theme = EditorView.theme({
  '&': { fontSize: '0.8125rem', color: 'var(--vp-c-text-1)', backgroundColor: 'var(--vp-code-block-bg)' },
  '.cm-scroller': { fontFamily: 'var(--vp-font-family-mono)', lineHeight: '1.6', maxHeight: '34rem' },
  '.cm-content': { caretColor: 'var(--vp-c-text-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': {
    color: 'var(--vp-c-text-2)',
    backgroundColor: 'var(--vp-code-block-bg)',
    borderRight: '1px solid var(--vp-c-divider)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--vp-c-default-soft)' },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--vp-c-brand-soft)',
  },
  '.cm-tooltip, .cm-panels': { color: 'var(--vp-c-text-1)', backgroundColor: 'var(--vp-c-bg-elv)' },
  '.tok-keyword, .tok-bool': { color: 'var(--vp-c-purple-1)' },
  '.tok-string, .tok-string2': { color: 'var(--vp-c-green-1)' },
  '.tok-number, .tok-typeName, .tok-className': { color: 'var(--vp-c-indigo-1)' },
  '.tok-comment': { color: 'var(--vp-c-text-2)' },
  // CodeMirror's empty picture before a mark is not to look like the site's: blocks with room around them.
  '.cm-widgetBuffer': { display: 'inline', margin: '0', verticalAlign: 'text-top' },
  '.repl-mark': { fontWeight: 'bold', paddingLeft: '1ch' },
  '.repl-mark.met': { color: 'var(--vp-c-success-1)' },
  '.repl-mark.unmet': { color: 'var(--vp-c-danger-1)' },
});
