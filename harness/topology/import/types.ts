/**
 * What is read of a node in a link file.
 */

/** Degrees; north and east are positive. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

export interface FileNode {
  id: string;
  label?: string;
  at?: Coordinates;
}
