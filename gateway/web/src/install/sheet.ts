// An acceptance sheet as the node signed it (node/technician/acceptance.cpp), and what stands in the way of accepting a node.
import type { Node } from '../api/types';

export interface Step {
  step: string;
  verdict: string; // waiting pass attention fail
  value?: number;
  unit?: string;
  remedy?: string;
}

export interface SheetBody {
  node: string;
  made: string;
  software?: string;
  latitude?: number;
  longitude?: number;
  passed?: boolean;
  site?: Record<string, string | number>;
  steps?: Step[];
}

export interface Sheet {
  id: number;
  received: string;
  sheet: SheetBody;
  state: string; // waiting approved
  approved?: string;
  approved_by?: string;
  comment?: string;
  photo_octets?: number;
}

export interface Order {
  command: string;
  kind: string;
  by: string;
  created: string;
  state: string; // queued sent done refused expired
  text?: string;
}

export const kOfSite = ['mast', 'antenna', 'antenna_height_m', 'azimuth_deg', 'cable_m', 'cable_loss_db', 'technician', 'remarks'] as const;

/** What the node waits for: its first word, its sheet, an approval, or nothing. */
export function stageOf(node: Pick<Node, 'state'>, sheets: readonly Sheet[]): 'to_install' | 'to_check' | 'to_approve' | 'accepted' {
  if (sheets.some((sheet) => sheet.state === 'approved')) return 'accepted';
  if (sheets.length > 0) return 'to_approve';
  return node.state === 'never_seen' ? 'to_install' : 'to_check';
}
