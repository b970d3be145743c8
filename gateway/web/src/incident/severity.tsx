// Severity is told three times: by colour, by word and by shape (octagon, triangle, diamond, circle, square).
import { word } from '../i18n';

const kShapes: Record<string, string> = {
  critical: 'M5.500 1h5l4.500 4.500v5L10.500 15h-5L1 10.500v-5z',
  high: 'M8 1.500 15.200 14.500H.8z',
  medium: 'M8 .7 15.300 8 8 15.300.7 8z',
  low: 'M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13z',
  info: 'M2.500 2.500h11v11h-11z',
};

export function SeverityGlyph({ severity }: { severity: string }) {
  return (
    <svg class={`glyph severity-${severity}`} viewBox="0 0 16 16" width="16" height="16" role="img" aria-label={word('severity', severity)}>
      <path d={kShapes[severity] ?? kShapes['info']} />
    </svg>
  );
}

export function SeverityWord({ severity }: { severity: string }) {
  return <span class={`severity-word severity-${severity}`}>{word('severity', severity)}</span>;
}
