/**
 * Numbers in words.
 */

export function withThousandsSeparators(number: number): string {
  return number.toLocaleString('en');
}

export function roundToTenth(number: number): string {
  return String(Math.round(number * 10) / 10);
}

export function counted(number: number, what: string): string {
  return `${withThousandsSeparators(number)} ${what}${number === 1 ? '' : 's'}`;
}
