/** Records that differ in one number, each made once. */
export interface Family<Record> {
  /** The name of the default; others append their number, as in `elu(1.5)`. */
  readonly name: string;
  /** The record of a number, always the same object. */
  readonly of: (parameter: number) => Record;
  /** The record of that name, if it belongs to the family. */
  readonly named: (name: string) => Record | undefined;
}

/**
 * A family of records that differ in one number.
 *
 * Files know a record by its name alone, so the name contains the number: equal names, same record.
 */
export function family<Record>(
  name: string,
  usual: number,
  isValid: (parameter: number) => boolean,
  make: (name: string, parameter: number) => Record,
): Family<Record> {
  const made = new Map<number, Record>();
  const nameOf = (parameter: number) => parameter === usual ? name : `${name}(${parameter})`;
  function of(parameter: number): Record {
    if (typeof parameter !== "number" || !isValid(parameter)) {
      throw new RangeError(`Cannot make ${name} with the parameter ${parameter}`);
    }
    const record = made.get(parameter) ?? make(nameOf(parameter), parameter);
    made.set(parameter, record);
    return record;
  }
  function named(wanted: string): Record | undefined {
    const parameter = wanted === name ? usual : Number(wanted.slice(name.length + 1, -1));
    return isValid(parameter) && nameOf(parameter) === wanted ? of(parameter) : undefined;
  }
  return { name, of, named };
}
