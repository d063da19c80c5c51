/** TDMQ's way to delay, which brokers of Apache RocketMQ take for a word of the user. */
export const FOREIGN_DELAY = '__STARTDELIVERTIME'
