/** 128 random bits, for one attempt of a POST. Not `randomUUID`, which browsers keep for https. */
export const newIdempotencyKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
