// Names of networks, from the table the gateway itself uses.
import csv from '../../../../models/plmn/plmn.csv?raw';
import { lang } from '../i18n';

interface Network {
  country_iso: string;
  country_vi: string;
  brand: string;
}

// mcc,mnc,country_iso,country_vi,brand,...: the first five columns hold no quotes or commas (a test reads the whole table).
const networks = new Map<string, Network>(
  csv
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter((fields) => fields.length >= 5)
    .map(([mcc = '', mnc = '', country_iso = '', country_vi = '', brand = '']) => [`${mcc}-${mnc}`, { country_iso, country_vi, brand }]),
);

const countryByMcc = new Map([...networks].map(([plmn, network]) => [plmn.slice(0, 3), network]));

export function networkOf(plmn: string): Network | undefined {
  return networks.get(plmn);
}

/** Country of a PLMN in the page's language; undefined when its MCC is not in the table. */
export function countryOf(plmn: string): string | undefined {
  const network = countryByMcc.get(plmn.slice(0, 3));
  if (!network) return undefined;
  return lang.value === 'vi' ? network.country_vi : countryName(network.country_iso);
}

/** Name of an ISO 3166 country in the page's language. */
export function countryName(iso: string): string {
  return new Intl.DisplayNames(lang.value, { type: 'region' }).of(iso) ?? iso;
}

/** "460-01 China Unicom (Trung Quốc)"; as much of it as is known. */
export function networkName(plmn: string): string {
  const brand = networkOf(plmn)?.brand;
  const country = countryOf(plmn);
  return [plmn, brand, country && `(${country})`].filter(Boolean).join(' ');
}
