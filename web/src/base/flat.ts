/** The values of a document by dotted name: mappings within mappings become one list. */
export function flat(document: Readonly<Record<string, unknown>>, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(document).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? Object.entries(flat(value as Record<string, unknown>, `${prefix}${name}.`))
      : [[prefix + name, value] as const],
  );
  return Object.fromEntries(entries);
}
