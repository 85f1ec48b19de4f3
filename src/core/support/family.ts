/** Records that differ in one number, each made once. */
export interface Family<Record> {
  /** Their name: that of the default, and before the number of any other, as in `elu(1.5)`. */
  readonly name: string;
  /** The record of a number; the same record for the same number. */
  readonly of: (parameter: number) => Record;
  /** The record of that name, if it is one of these. */
  readonly named: (name: string) => Record | undefined;
}

/**
 * A family of records that differ in one number.
 *
 * A record is known by its name wherever functions cannot go, as in a file; so the number is part of
 * the name, and equal names are the same record.
 *
 * @param name The name of the default.
 * @param usual The number of the default.
 * @param isValid Whether there is a record for a number.
 * @param make Makes the record of a number.
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
      throw new RangeError(`There is no ${name} for the parameter ${parameter}`);
    }
    const record = made.get(parameter) ?? make(nameOf(parameter), parameter);
    made.set(parameter, record);
    return record;
  }
  return {
    name,
    of,
    named: (wanted) => {
      const parameter = wanted === name ? usual : parameterIn(name, wanted);
      return parameter !== undefined && isValid(parameter) && nameOf(parameter) === wanted
        ? of(parameter)
        : undefined;
    },
  };
}

/** The number in `name(number)`. */
function parameterIn(name: string, wanted: string): number | undefined {
  return wanted.startsWith(`${name}(`) && wanted.endsWith(")")
    ? Number(wanted.slice(name.length + 1, -1))
    : undefined;
}
