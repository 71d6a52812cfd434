type Schema = Readonly<Record<string, unknown>>;

/**
 * The smallest value that a JSON schema allows: what a constrained decoder is left with when the model has nothing
 * to say. Follows `$ref` within the document; nesting deeper than 20 gives null.
 */
export function smallestInstance(schema: Schema, root: Schema = schema, depth = 0): unknown {
  if (depth > 20) return null;
  const inner = (next: unknown) => smallestInstance(isSchema(next) ? next : {}, root, depth + 1);
  if (typeof schema.$ref === 'string') return inner(resolve(schema.$ref, root));
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) {
    return choices.some((choice) => isSchema(choice) && choice.type === 'null') ? null : inner(choices[0]);
  }
  if (Array.isArray(schema.allOf)) return inner(Object.assign({}, ...schema.allOf));
  const types = [schema.type].flat();
  if (types.includes('null')) return null;
  if (types.includes('object') || schema.properties) {
    const properties = isSchema(schema.properties) ? schema.properties : {};
    const names = Array.isArray(schema.required) ? schema.required.map(String) : [];
    return Object.fromEntries(names.map((name) => [name, inner(properties[name])]));
  }
  if (types.includes('array'))
    return Array.from({ length: wholeOr(schema.minItems, 0) }, () => inner(schema.items));
  if (types.includes('string')) return 'x'.repeat(wholeOr(schema.minLength, 0));
  if (types.includes('number') || types.includes('integer')) return smallestNumber(schema);
  if (types.includes('boolean')) return false;
  return null;
}

function smallestNumber({ minimum, exclusiveMinimum, maximum }: Schema): number {
  if (typeof exclusiveMinimum === 'number') return Math.max(0, Math.floor(exclusiveMinimum) + 1);
  const least = typeof minimum === 'number' ? Math.max(0, minimum) : 0;
  return typeof maximum === 'number' ? Math.min(least, maximum) : least;
}

function resolve(reference: string, root: Schema): unknown {
  if (!reference.startsWith('#')) return {};
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (isSchema(at) ? at[decodeURIComponent(name)] : {}), root);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wholeOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? Math.min(value, 300) : otherwise;
}
