// Names of communes in the page's language. The gateway sends the Vietnamese name; the base map knows the English one.
import { computed } from '@preact/signals';
import type { Place } from '../api/types';
import { lang } from '../i18n';
import { base } from './watch';

const englishByCode = computed(() => new Map(base.value?.communes.map((commune) => [commune.code, commune.name_en])));

export function communeName(place: Pick<Place, 'commune' | 'commune_code'> | undefined): string | undefined {
  if (lang.value === 'vi' || !place?.commune_code) return place?.commune;
  return englishByCode.value.get(place.commune_code) ?? place.commune;
}
