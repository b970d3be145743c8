// Places that are not points: an ellipse on the ground as a ring of longitudes and latitudes.
import type { Ellipse } from '../api/types';

const kMetresPerDegree = 111_320;

/** A closed ring; `azimuth_deg` turns the long axis clockwise from north. Good to a per mille over some tens of kilometres. */
export function ellipseRing(place: { latitude: number; longitude: number }, ellipse: Ellipse, points = 64): [number, number][] {
  const azimuth = (ellipse.azimuth_deg * Math.PI) / 180;
  const perDegreeEast = kMetresPerDegree * Math.cos((place.latitude * Math.PI) / 180);
  return Array.from({ length: points + 1 }, (_, index) => {
    const angle = (2 * Math.PI * (index % points)) / points;
    const along = ellipse.semi_major_m * Math.cos(angle);
    const across = ellipse.semi_minor_m * Math.sin(angle);
    const north = along * Math.cos(azimuth) - across * Math.sin(azimuth);
    const east = along * Math.sin(azimuth) + across * Math.cos(azimuth);
    return [place.longitude + east / perDegreeEast, place.latitude + north / kMetresPerDegree];
  });
}
