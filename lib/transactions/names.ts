/** Topics of half messages, of decisions about them, and of those that were checked too often. */
export const HALF_TOPIC = 'RMQ_SYS_TRANS_HALF_TOPIC'
export const OP_TOPIC = 'RMQ_SYS_TRANS_OP_HALF_TOPIC'
export const GIVEN_UP_TOPIC = 'TRANS_CHECK_MAX_TIME_TOPIC'
/** Under this name brokers keep how far they have checked. */
export const TRANSACTION_GROUP = 'CID_RMQ_SYS_TRANS'
