// Makes both sides of the layout from its schema.
import { type Field, STRUCTURES, type Structure } from './schema.ts';

const MAX_WIDTH = 120;
const HEADER = '// Made from scripts/schema.ts by `pnpm compile`; a test checks that it is what the schema gives.\n';

/** The text of assembly/layout.ts: the structures as classes of AssemblyScript, whose fields lie where they are declared. */
export function assemblyLayout(structures = STRUCTURES): string {
  const classes = structures.map((structure) => {
    const members = Object.entries(structure.fields).map(([name, field]) => `${docOf(field, '  ')}  ${name}: i32;\n`);
    return `${comment(structure.doc)}@unmanaged\nexport class ${heading(structure)} {\n${members.join('')}}\n`;
  });
  return [HEADER, ...classes].join('\n');
}

/** The text of src/layout.ts: what a writer gives, and the order in which it is written. */
export function sourceLayout(structures = STRUCTURES): string {
  const interfaces = structures.map((structure) => {
    const members = Object.entries(structure.fields).map(
      ([name, field]) => `${docOf(field, '  ')}  ${name}: ${typeOf(field)};\n`,
    );
    return [
      `${comment(structure.doc)}export interface ${heading(structure)} {\n${members.join('')}}\n`,
      `/** The fields of {@link ${structure.name}} in the order of their words. */`,
      declaration(`export const ${constant(structure.name)}: Structure<${structure.name}> = `, entriesOf(structure)),
    ].join('\n');
  });
  return [HEADER, "import type { Room, Structure } from './structure.ts';\n", ...interfaces]
    .join('\n')
    .replace('\n\n', '\n');
}

function heading({ name, extends: base }: Structure): string {
  return base ? `${name} extends ${base}` : name;
}

function entriesOf({ extends: base, fields }: Structure): string[] {
  const own = Object.entries(fields).map(([name, field]) =>
    isTable(field) ? `['${name}', ${constant(field.table)}]` : `'${name}'`,
  );
  return base ? [`...${constant(base)}`, ...own] : own;
}

function typeOf(field: Field): string {
  if (typeof field === 'string') return 'number';
  return isTable(field) ? `readonly ${field.table}[]` : 'Room';
}

function docOf(field: Field, indent: string): string {
  if (typeof field === 'string') return comment(field, indent);
  return comment(isTable(field) ? `{@link ${field.table}}s. ${field.doc}` : field.room, indent);
}

function isTable(field: Field): field is Extract<Field, { table: string }> {
  return typeof field === 'object' && 'table' in field;
}

/** `GroupLoops` → `GROUP_LOOPS` */
function constant(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase();
}

function comment(doc: string, indent = ''): string {
  const lines = doc.split('\n');
  if (lines.length === 1) return `${indent}/** ${doc} */\n`;
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */', ''].map((line) => indent + line).join('\n');
}

/** On one line where it fits, as the formatter has it. */
function declaration(start: string, entries: string[]): string {
  const line = `${start}[${entries.join(', ')}];\n`;
  return line.length <= MAX_WIDTH + 1 ? line : `${start}[\n${entries.map((entry) => `  ${entry},\n`).join('')}];\n`;
}
