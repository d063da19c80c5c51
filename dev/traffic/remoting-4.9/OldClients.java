import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * The demo's clients of RocketMQ 4.9: a producer and one instance of the price cache that nobody has updated. Environment and
 * end are those of the other remoting clients.
 */
public class OldClients {
  /** As of the other remoting clients. */
  private static final int API_TIMEOUT_MS = 15_000;

  public static void main(String[] arguments) throws Exception {
    try {
      producer();
      cache();
      System.out.println("ready");
    } catch (Throwable failure) {
      failure.printStackTrace();
      System.exit(1);
    }
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static void producer() throws Exception {
    DefaultMQProducer producer = new DefaultMQProducer("demo_legacy_app", hook());
    producer.setNamesrvAddr(System.getenv("TRAFFIC_NAME_SERVERS"));
    producer.setInstanceName("demo_legacy_app");
    producer.setMqClientApiTimeout(API_TIMEOUT_MS);
    producer.start();
    Thread thread =
        new Thread(
            () -> {
              for (long count = 0; ; count++) {
                try {
                  byte[] body = ("event;" + count + ";ok").getBytes(StandardCharsets.UTF_8);
                  producer.send(new Message("demo_legacy_events", "event", "EVT-" + count, body));
                } catch (Exception failure) {
                  // Brokers come back; the next turn tries again.
                }
                LockSupport.parkNanos(1_000_000_000L);
              }
            },
            "demo_legacy_events");
    thread.setDaemon(true);
    thread.start();
  }

  private static void cache() throws Exception {
    DefaultMQPushConsumer cache =
        new DefaultMQPushConsumer("demo_price_cache", hook(), new AllocateMessageQueueAveragely(), true, null);
    cache.setNamesrvAddr(System.getenv("TRAFFIC_NAME_SERVERS"));
    cache.setInstanceName("demo_price_cache-4");
    cache.setMqClientApiTimeout(API_TIMEOUT_MS);
    cache.setMessageModel(MessageModel.BROADCASTING);
    cache.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
    cache.setConsumeThreadMin(1);
    cache.setConsumeThreadMax(1);
    cache.subscribe("demo_prices", "*");
    cache.registerMessageListener(
        (MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
    cache.start();
  }

  private static RPCHook hook() {
    String accessKey = System.getenv("TRAFFIC_ACCESS_KEY");
    return accessKey == null
        ? null
        : new AclClientRPCHook(new SessionCredentials(accessKey, System.getenv("TRAFFIC_SECRET_KEY")));
  }
}
