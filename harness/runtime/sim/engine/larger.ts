/** A copy of twice the length. */
export function copyWithDoubleLength<T extends Int32Array | Uint32Array | Uint8Array | Float64Array>(
  array: T,
): T {
  const copy = new (array.constructor as new (length: number) => T)(array.length * 2);
  copy.set(array);
  return copy;
}
