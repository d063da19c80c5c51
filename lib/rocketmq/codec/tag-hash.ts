/**
 * Hash by which brokers filter tags (`tagsCode`, `codeSet`): Java's `String.hashCode`, int32 over UTF-16 units. Different tags
 * may share it, so what a filtered pull returns is compared with the tag itself again.
 */
export function tagHashCode(tag: string): number {
  let hash = 0
  for (let index = 0; index < tag.length; index++) hash = (Math.imul(hash, 31) + tag.charCodeAt(index)) | 0
  return hash
}
