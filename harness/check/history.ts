export interface History {
  placeholder: never;
}
