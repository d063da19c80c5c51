import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { GroupEntry } from './group-entries.ts'
import type { GroupItem } from './schema.ts'

/** The row as it is shown, with what the console itself holds of the group. */
export function toGroupItem({ item }: GroupEntry, stored: StoredMetadata = undeclared): GroupItem {
  const { revision: _, ...metadata } = stored
  const isUndeclared = !item.isSystem && !metadata.isDeclared
  return { ...item, flags: isUndeclared ? ['UNDECLARED', ...item.flags] : item.flags, ...metadata }
}
