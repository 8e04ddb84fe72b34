// Makes both sides of the layout from its schema.
import { type Field, STRUCTURES, type Structure } from './schema.ts';

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
    return `${comment(structure.doc)}export interface ${heading(structure)} {\n${members.join('')}}\n`;
  });
  return [HEADER, ROOM, ...interfaces, FIELDS_DOC + fieldList(structures)].join('\n');
}

const ROOM = `${comment('Memory that a kernel fills itself.')}export interface Room {\n  bytes: number;\n}\n`;
const FIELDS_DOC = comment('The fields of all structures: those of each one of them are in the order of its words.');

function fieldList(structures: readonly Structure[]): string {
  const names = new Set(structures.flatMap(({ fields }) => Object.keys(fields)));
  const order = [...names];
  for (const { name, fields } of structures) {
    const positions = Object.keys(fields).map((field) => order.indexOf(field));
    const isOrdered = positions.every((position, k) => k === 0 || position > positions[k - 1]!);
    if (!isOrdered) throw new Error(`the fields of ${name} have names in another order than those before`);
  }
  return `export const FIELDS: readonly string[] = [\n${order.map((field) => `  '${field}',\n`).join('')}];\n`;
}

function heading({ name, extends: base }: Structure): string {
  return base ? `${name} extends ${base}` : name;
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

function comment(doc: string, indent = ''): string {
  const lines = doc.split('\n');
  if (lines.length === 1) return `${indent}/** ${doc} */\n`;
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */', ''].map((line) => indent + line).join('\n');
}
