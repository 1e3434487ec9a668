/**
 * An address is a number that the surroundings gave it; the peer only compares and hands it back.
 * 0 means: none that is known. Nothing is ever sent there.
 */
export type AddressToken = number;
export const UNKNOWN_ADDRESS: AddressToken = 0;
