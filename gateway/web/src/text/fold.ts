// Search that finds "Lào Cai" for "lao cai" and "Đồng Đăng" for "dong dang".

/** Lower case without diacritics. đ has no decomposition in Unicode and is folded by hand. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd');
}

/** Every word of the query occurs somewhere in the text. */
export function matches(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
