import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { db } from '#lib/db/db.ts'

/** How long a file is kept once its job has ended. */
export const FILE_KEEP_HOURS = 72
/** What is gathered before it is stored. */
const PIECE_BYTES = 1024 * 1024

export interface FileCount {
  rows: number
  bytes: bigint
}

/** What the file of a job has so far. */
export async function countFile(jobId: number): Promise<FileCount> {
  const { _sum } = await db().jobFilePiece.aggregate({ where: { jobId }, _sum: { rows: true, bytes: true } })
  return { rows: _sum.rows ?? 0, bytes: BigInt(_sum.bytes ?? 0) }
}

/**
 * What one item writes into the file of its job. Pieces lie in Postgres, so that every process hands the file out and none has a
 * disk that others need. Begun again, a part replaces what was written of it.
 */
export class FilePart {
  bytes = 0
  private readonly jobId: number
  private readonly part: number
  private piece = 0
  private rows: string[] = []
  private length = 0
  private storing: Promise<void> = Promise.resolve()

  private constructor({ jobId, part }: { jobId: number; part: number }) {
    this.jobId = jobId
    this.part = part
  }

  static async begin(at: { jobId: number; part: number }): Promise<FilePart> {
    const file = new FilePart(at)
    await file.drop()
    return file
  }

  /** Takes away what was written of it. */
  async drop(): Promise<void> {
    const { jobId, part } = this
    await this.storing.catch(() => {})
    await db().jobFilePiece.deleteMany({ where: { jobId, part } })
  }

  /** Rows, one after the other. A piece that is full is stored while the next one is gathered. */
  async add(rows: readonly string[]): Promise<void> {
    for (const row of rows) {
      this.rows.push(row)
      this.length += row.length
    }
    if (this.length < PIECE_BYTES) return
    await this.storing
    this.storing = this.store()
    // Heard when the next piece is full, or at the end; until then it must not look unheard.
    this.storing.catch(() => {})
  }

  async end(): Promise<void> {
    await this.storing
    if (this.rows.length > 0) await this.store()
    const { bytes } = await countFile(this.jobId)
    await db().job.updateMany({ where: { jobId: this.jobId }, data: { bytes } })
  }

  /** Packed lightly: at the usual level packing would take longer than all else that is done with a message. */
  private async store(): Promise<void> {
    const { jobId, part, piece, rows } = this
    this.piece += 1
    this.rows = []
    this.length = 0
    const bytes = Buffer.from(rows.join(''))
    const content = new Uint8Array(await promisify(gzip)(bytes, { level: 1 }))
    await db().jobFilePiece.create({ data: { jobId, part, piece, rows: rows.length, bytes: bytes.length, content } })
    this.bytes += bytes.length
  }
}

/** The file in the order of its parts, one piece in memory at a time. */
export async function* readFile(jobId: number): AsyncGenerator<string> {
  const keys = await db().jobFilePiece.findMany({
    where: { jobId },
    select: { part: true, piece: true },
    orderBy: [{ part: 'asc' }, { piece: 'asc' }],
  })
  for (const { part, piece } of keys) {
    const row = await db().jobFilePiece.findUnique({ where: { jobId_part_piece: { jobId, part, piece } } })
    if (!row) throw new Error(`A piece of the file of job ${jobId} has gone.`)
    yield (await promisify(gunzip)(row.content)).toString('utf8')
  }
}

/** Until when a file is kept; null while its job has not ended. */
export const fileExpiresAt = (endedAt: Date | null): Date | null =>
  endedAt && new Date(endedAt.getTime() + FILE_KEEP_HOURS * 3_600_000)

/** Files whose time is over. */
export async function forgetFiles(now: Date): Promise<void> {
  const before = new Date(now.getTime() - FILE_KEEP_HOURS * 3_600_000)
  await db().jobFilePiece.deleteMany({ where: { job: { endedAt: { lt: before } } } })
}
