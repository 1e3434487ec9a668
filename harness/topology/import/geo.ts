/**
 * `latency: geo`: how long light in a fibre takes from one place to another, at the least.
 *
 * The distance is that of the great circle on a sphere of the Earth's mean radius (haversine); light in glass goes at
 * about two thirds of its speed in a vacuum. Real cables make detours, and routers add to it.
 */

import type { Coordinates } from './types.ts';

const EARTH_KM = 6371.0088;
const FIBRE_KM_PER_MS = (299_792.458 / 1000) * (2 / 3);

/** Milliseconds, to a hundredth: 0 for places within a kilometre. */
export function delayInFibreMs(from: Coordinates, to: Coordinates): number {
  return Math.round((greatCircleKm(from, to) / FIBRE_KM_PER_MS) * 100) / 100;
}

export function greatCircleKm(from: Coordinates, to: Coordinates): number {
  const north = radians(to.latitude - from.latitude) / 2;
  const east = radians(to.longitude - from.longitude) / 2;
  const square =
    Math.sin(north) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(east) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(square)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
