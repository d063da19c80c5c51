import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;

/** 30 changes of database rows a second, 1 to 20 KB each, in order per row. Every third is of one and the same row. */
final class Binlog {
  private static final String[] TABLES = {"orders", "customers", "stock"};
  private static final int ROWS = 500;
  private static final String FILLER = "lorem ipsum dolor sit amet ".repeat(760);

  static void start() throws Exception {
    DefaultMQProducer producer = Clients.producer("demo_binlog_reader", Clients.Trace.OFF);
    // As they are: compressed, all would be about the same size.
    producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
    Random random = new Random(11);
    AtomicLong sent = new AtomicLong();
    Clients.every(100, "demo_binlog", () -> {
      for (int i = 0; i < 3; i++) {
        long position = sent.getAndIncrement();
        String table = TABLES[(int) (position % TABLES.length)];
        Message change = change(table, table.equals("stock") ? 1 : random.nextInt(ROWS), position, bytes(random));
        producer.send(change, new SelectMessageQueueByHash(), change.getKeys());
      }
    });
    startSink("demo_search_sync", MessageSelector.byTag("*"));
    startSink("demo_warehouse", MessageSelector.bySql("tableName IN ('orders', 'customers')"));
  }

  /** Most rows are small, some are not: 1 to 20 KB, 3 on average. */
  private static int bytes(Random random) {
    return 1_024 + (int) (19_456 * Math.pow(random.nextDouble(), 8));
  }

  private static Message change(String table, int primaryKey, long position, int bytes) {
    String head =
        String.format(
            "{\"table\":\"%s\",\"type\":\"UPDATE\",\"id\":%d,\"position\":%d,\"at\":\"%s\",\"note\":\"",
            table, primaryKey, position, Instant.now());
    String body = head + FILLER.substring(0, Math.max(0, bytes - head.length() - 2)) + "\"}";
    String row = table + ":" + primaryKey;
    Message message = new Message("demo_binlog", table, row, Clients.utf8(body));
    message.putUserProperty("tableName", table);
    // What gRPC calls the message group.
    MessageAccessor.putProperty(message, MessageConst.PROPERTY_SHARDING_KEY, row);
    return message;
  }

  private static void startSink(String group, MessageSelector selector) throws Exception {
    DefaultMQPushConsumer sink = Clients.consumer(group, Clients.Trace.OFF);
    sink.subscribe("demo_binlog", selector);
    sink.registerMessageListener((MessageListenerOrderly) (messages, context) -> ConsumeOrderlyStatus.SUCCESS);
    sink.start();
  }
}
